"""Three mistakes that mypy finds before the farm does."""

from __future__ import annotations

from studio_schema import Session, Task

with Session() as session:
    for task in session.query(Task).where(Task.project.full_nam == "My Project"):
        task.bid = "3 days"
        print(task.start_date.isoformat())

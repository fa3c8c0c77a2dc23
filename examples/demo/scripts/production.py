"""What a TD writes on the first day: read, change, log time, ask for what is done.

Checked by mypy before it runs; see ``mistakes.py`` for what that catches.
"""

from __future__ import annotations

from studio_schema import Project, Session, Task, Timelog, User


def change_email(session: Session) -> tuple[str | None, str]:
    """Read a user's address and change it; return both."""
    user = session.query(User).where(User.username == "admin").one()
    old = user["email"]
    user["email"] = "new@example.com"
    session.commit()
    return old, "new@example.com"


def log_time(session: Session) -> tuple[Task, Timelog]:
    """Log an hour on a task that has none."""
    task = session.query(Task).where(~Task.timelogs.any()).order_by(Task.name)[0]
    new_timelog = session.create(Timelog, duration=3600.0, comment="First pass")
    task["timelogs"].append(new_timelog)
    session.commit()
    return task, new_timelog


def find_project(session: Session) -> Project:
    """Find a project by its name, in the query language itself."""
    return session.query(Project, 'where name is "My Project"').one()


def done_without_time(session: Session) -> list[Task]:
    """Find the project's tasks that are done and have no time logged."""
    return (
        session.query(Task)
        .select(Task.name, Task.parent.name)
        .where(
            Task.project.full_name == "My Project",
            Task.status.type.name == "DONE",
            ~Task.timelogs.any(),
        )
        .all()
    )


def done_without_time_as_text(session: Session) -> list[Task]:
    """Ask the same as text; the class makes the result typed."""
    return session.query(
        Task,
        "select name, parent.name from Task "
        'where project.full_name is "My Project" '
        'and status.type.name is "DONE" '
        "and not timelogs any ()",
    ).all()

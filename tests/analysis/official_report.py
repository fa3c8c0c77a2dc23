# ruff: noqa: UP031, UP032
"""A script for the official client, as it is before a migration; run by a test.

It reads and writes a demo production and prints what does not differ from run to run.
"""

import ftrack_api
import ftrack_api.exception


def report(session: ftrack_api.Session, project_name: str) -> None:
    # The project, or nothing.
    project = session.query(f'Project where full_name is "{project_name}"').one()
    print(project["full_name"], project["status"])  # as people read it
    tasks = session.query(
        "select name, parent.name, status.name from Task "
        'where project.full_name is "{}" order by name, parent.name'.format(
            project["full_name"]
        )
    )
    for task in tasks:
        print(task["name"], task["parent"]["name"], task["status"]["name"])
    done = session.query(
        'Task where status.state.name is "%s" and not timelogs any ()' % "Done"
    ).all()
    print(len(done), len(session.query("User where is_active is true")))
    names = ["sh0010", "sh0020"]
    shots = session.query(
        "Shot where name in ({}) order by name".format(
            ", ".join('"{}"'.format(name) for name in names)
        )
    )
    print([shot["name"] for shot in shots])
    print(len(session.query("Task where created_at > '2001-01-01'").all()))


def publish(session: ftrack_api.Session, project_name: str) -> None:
    project = session.query("Project where full_name is '" + project_name + "'").one()
    sequence = session.create(
        "Sequence",
        {
            "name": "sq900",  # after all others
            "parent": project,
        },
    )
    shot = session.create("Shot", {"name": "sh9000", "parent": sequence})
    task = session.create(
        "Task",
        {
            "name": "anim",
            "parent": shot,
        },
    )
    task["metadata"]["fps"] = "25"
    session.commit()
    timelog = session.create("Timelog", {"duration": 3600.0})
    task["timelogs"].append(timelog)
    task["bid"] = 7200.0
    session.commit()
    user = session.ensure(
        "User",
        {"username": "new", "email": "new@studio"},
        identifying_keys=["username"],
    )
    user = session.ensure(
        "User",
        {"username": "new", "email": "old@studio"},
        identifying_keys=["username"],
    )
    print(user["username"], user["email"])


def check(session: ftrack_api.Session) -> None:
    task = session.query('select name from Task where parent.name is "sh9000"').one()
    again = session.get("Task", task["id"])
    if again is not None:
        print(again["name"], again["parent"]["name"], again["bid"])
        print(dict(again["metadata"]), [log["duration"] for log in again["timelogs"]])
    session.populate(task, projections="status.name")
    session.delete(task)
    session.commit()
    try:
        session.query('Task where parent.name is "sh9000"').one()
    except ftrack_api.exception.NoResultFoundError:
        print("gone")
    try:
        session.query("Task").one()
    except ftrack_api.exception.MultipleResultsFoundError:
        print("many")


with ftrack_api.Session(auto_connect_event_hub=False) as opened:
    publish(opened, "My Project")
with ftrack_api.Session(schema_cache_path=False) as opened:
    report(opened, "My Project")
    check(opened)

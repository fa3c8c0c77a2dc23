// The official client, and what the tests of it begin with.

import { createRequire } from "node:module";
import { join } from "node:path";
import { randomUUID } from "node:crypto";

const [folder, url, user, key] = process.argv.slice(2);

/** Loads a package of the folder that the tests are given. */
export const load = createRequire(join(folder, "package.json"));

export const ftrack = load("@ftrack/api");
export const server = { url, user, key };

// It warns of each failure that it also throws.
load("loglevel").getLogger("ftrack_api").setLevel("silent");

/** Returns a session that has begun; the options are the client's own. */
export async function connect(options = {}, name = user, secret = key) {
  const session = new ftrack.Session(url, name, secret, options);
  await session.initializing;
  return session;
}

/** Creates a user with a role in all projects, if any; returns name and key. */
export async function employ(session, role = "Project Manager") {
  const id = randomUUID();
  const { data } = await session.query(
    `select id from SecurityRole where name is "${role}"`,
  );
  const answers = await session.call([
    ftrack.operation.create("User", { id, username: id, is_active: true }),
    ...data.map((found) =>
      ftrack.operation.create("UserSecurityRole", {
        user_id: id,
        security_role_id: found.id,
        is_all_projects: true,
      }),
    ),
    {
      action: "reset_remote",
      reset_type: "api_key",
      entity_type: "User",
      entity_key: id,
    },
  ]);
  return { id, name: id, key: answers.at(-1).data.api_key };
}

/** Creates a project with one shot and some tasks, and returns their ids. */
export async function build(session, names = ["one"]) {
  const schemas = await session.query(
    'select id from ProjectSchema where name is "VFX"',
  );
  const schema = schemas.data[0].id;
  const project = randomUUID();
  const shot = randomUUID();
  const tasks = names.map(() => randomUUID());
  await session.call([
    ftrack.operation.create("Project", {
      id: project,
      name: project,
      full_name: project,
      project_schema_id: schema,
    }),
    ftrack.operation.create("Shot", {
      id: shot,
      name: "sh010",
      parent_id: project,
    }),
    ...names.map((name, at) =>
      ftrack.operation.create("Task", { id: tasks[at], name, parent_id: shot }),
    ),
  ]);
  return { schema, project, shot, tasks };
}

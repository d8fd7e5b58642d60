/** Everything that is wrong with how a run went, given the workflow and `orchex report --json`; empty if nothing is. */
export function faults({ name, tasks }, report) {
  const found = [];
  if (report.status !== "succeeded") found.push(`${name}: the run is ${report.status}`);
  if (Object.keys(report.tasks).length !== tasks.length) {
    found.push(`${name}: ${Object.keys(report.tasks).length} jobs instead of ${tasks.length}`);
  }
  const depths = depthsOf(tasks);
  for (const { name: task, requires } of tasks) {
    const job = report.tasks[task];
    if (job?.status !== "succeeded") {
      found.push(`${name}: ${task} is ${job?.status ?? "missing"}`);
      continue;
    }
    if (job.result.depth !== depths.get(task) || job.result.given !== requires.length) {
      found.push(`${name}: ${task} answered ${JSON.stringify(job.result)}, so it was given something else`);
    }
    for (const required of requires) {
      if (!(Date.parse(report.tasks[required]?.finishedAt) <= Date.parse(job.startedAt))) {
        found.push(`${name}: ${task} started before ${required} had finished`);
      }
    }
  }
  return found;
}

function depthsOf(tasks) {
  const byName = new Map(tasks.map((task) => [task.name, task]));
  const depths = new Map();
  const depthOf = (name) => {
    let depth = depths.get(name);
    if (depth === undefined) {
      depth = 1 + Math.max(0, ...byName.get(name).requires.map(depthOf));
      depths.set(name, depth);
    }
    return depth;
  };
  for (const { name } of tasks) depthOf(name);
  return depths;
}

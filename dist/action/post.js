import {
  BUNDLED,
  Stopping,
  appendSummary,
  askStanding,
  callingOf,
  findTool,
  getInput,
  getState,
  grounds,
  info,
  readInputs,
  warning
} from "./shared.js";

// src/action/post.ts
async function post() {
  const given = grounds();
  const { workspace, temporary, summaryFile } = given;
  if (getState("ended") === "done")
    return info("The step has ended by itself: what it left is in its summary and outputs.");
  const inputs = readInputs(getInput, workspace);
  const tool = await findTool(inputs.directory, getInput("working-directory"), BUNDLED);
  const calling = callingOf(given, inputs, { tool, stopping: new Stopping(temporary) });
  const words = sentenceOf(await askStanding(calling, inputs, ["--wait", "5s", "--lock-timeout", "5s"]));
  warning(words, { title: "Windlass" });
  appendSummary(summaryFile, `⏹️ ${words}
`);
}
function sentenceOf({ document, error }) {
  if (document === null)
    return `The step was stopped, and where the database stands cannot be said: ${error?.message ?? "no answer"}`;
  const { current, pending } = document;
  const behind = pending.length === 0 ? "nothing is pending" : `pending: ${pending.join(", ")}`;
  return `The step was stopped; the database is at ${current.join(", ") || "base"}, ${behind}. What was under way in a transaction was rolled back.`;
}
await post().catch((thrown) => info(`Windlass cannot say where the database stands: ${String(thrown)}`));
process.stdout.write("", () => process.exit());

export { ApproveButton } from "./ApproveButton";
export { OpinionDialog } from "./OpinionDialog";
export { furtherSummary, shortTitle, summaryText } from "./present";
export { StatusTag } from "./StatusTag";
export { VerbWindow } from "./VerbWindow";
export { Whereabouts } from "./Whereabouts";
export { Summary, WorkItemCards } from "./WorkItemCards";
export { WorkItemMarks } from "./WorkItemMarks";

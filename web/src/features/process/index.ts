/** What features above may use of process. */
import { lazy } from "react";

/** The BPMN drawing, loaded when it is shown: bpmn-js is large. */
export const Diagram = lazy(() => import("./components/Diagram"));

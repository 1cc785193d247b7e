export { RouteChain } from "./RouteChain";
export { RouteEditor, type StepProblem } from "./RouteEditor";
export { isComplete, newStep, routeBody, routeSteps, type RouteStep } from "./route-model";

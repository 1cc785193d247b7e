export { RouteEditor } from "./RouteEditor";
export { isComplete, newStep, routeBody, routeSteps, type RouteStep } from "./route-model";

export { RouteEditor } from "./RouteEditor";
export { isComplete, newStep, routeBody, type RouteStep } from "./route-model";

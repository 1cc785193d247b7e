import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";

import { ErrorState, PageSkeleton } from "@/components/layout";
import { INSTANCE_STATUSES, type InstanceStatus } from "@/lib/data";
import { sessionQuery } from "@/lib/session";

import { NotFoundPage } from "./NotFoundPage";
import { Shell } from "./shell/Shell";

interface Context {
  queryClient: QueryClient;
}

const root = createRootRouteWithContext<Context>()({ component: Outlet, notFoundComponent: NotFoundPage });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search): { next?: string } => text(search, "next"),
  component: lazyRouteComponent(() => import("@/features/session/routes/SignInPage"), "SignInPage"),
});

/** Everything behind the sign-in: the shell with menus, and the page in it. */
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  beforeLoad: async ({ context, location }) => {
    const session = await context.queryClient.ensureQueryData(sessionQuery);
    if (session === null) {
      const next = location.href === "/" ? {} : { next: location.href };
      throw redirect({ to: "/sign-in", search: next });
    }
  },
  component: Shell,
});

const home = createRoute({
  getParentRoute: () => inside,
  path: "/",
  component: lazyRouteComponent(() => import("@/features/home/routes/HomePage"), "HomePage"),
});

const start = createRoute({
  getParentRoute: () => inside,
  path: "/start",
  component: lazyRouteComponent(() => import("@/features/home/routes/StartPage"), "StartPage"),
});

const me = createRoute({
  getParentRoute: () => inside,
  path: "/me",
  component: lazyRouteComponent(() => import("@/features/home/routes/MePage"), "MePage"),
});

export const WORK_ITEM_BOXES = ["todo", "waiting", "done", "read"] as const;
export const INSTANCE_BOXES = ["sent", "drafts", "all"] as const;

interface ListSearch {
  query?: string;
  process?: string;
  sort?: string;
}

const workItems = createRoute({
  getParentRoute: () => inside,
  path: "/work-items",
  validateSearch: (search): ListSearch & { box: (typeof WORK_ITEM_BOXES)[number] } => ({
    box: oneOf(search.box, WORK_ITEM_BOXES),
    ...text(search, "query"),
    ...text(search, "process"),
    ...text(search, "sort"),
  }),
  component: lazyRouteComponent(() => import("@/features/work-items/routes/WorkItemsPage"), "WorkItemsPage"),
});

const workItem = createRoute({
  getParentRoute: () => inside,
  path: "/work-items/$id",
  component: lazyRouteComponent(() => import("@/features/process/routes/WorkItemPage"), "WorkItemPage"),
});

const processInstances = createRoute({
  getParentRoute: () => inside,
  path: "/process-instances",
  validateSearch: (search): ListSearch & { box: (typeof INSTANCE_BOXES)[number]; status?: InstanceStatus } => ({
    box: oneOf(search.box, INSTANCE_BOXES),
    ...text(search, "query"),
    status: INSTANCE_STATUSES.find((status) => status === search.status),
  }),
  component: lazyRouteComponent(() => import("@/features/work-items/routes/InstancesPage"), "InstancesPage"),
});

const processInstance = createRoute({
  getParentRoute: () => inside,
  path: "/process-instances/$id",
  component: lazyRouteComponent(() => import("@/features/process/routes/ProcessInstancePage"), "ProcessInstancePage"),
});

const processPrint = createRoute({
  getParentRoute: () => inside,
  path: "/process-instances/$id/print",
  // With the number of a step: the form as it was when that step was signed.
  validateSearch: (search): { step?: number } => {
    const step = Number(search.step);
    return Number.isInteger(step) && step > 0 ? { step } : {};
  },
  component: lazyRouteComponent(() => import("@/features/process/routes/PrintPage"), "PrintPage"),
});

const records = createRoute({
  getParentRoute: () => inside,
  path: "/records/$objectType",
  // The list keeps view, filter, sort and columns in the address, so that a link restores what I saw.
  validateSearch: (search): Record<string, string> => strings(search),
  component: lazyRouteComponent(() => import("@/features/records/routes/RecordListPage"), "RecordListPage"),
});

const recordNew = createRoute({
  getParentRoute: () => inside,
  path: "/records/$objectType/new",
  validateSearch: (search): { draft?: string } => text(search, "draft"),
  component: lazyRouteComponent(() => import("@/features/records/routes/RecordNewPage"), "RecordNewPage"),
});

const record = createRoute({
  getParentRoute: () => inside,
  path: "/records/$objectType/$id",
  component: lazyRouteComponent(() => import("@/features/records/routes/RecordDetailPage"), "RecordDetailPage"),
});

const jobs = createRoute({
  getParentRoute: () => inside,
  path: "/jobs",
  component: lazyRouteComponent(() => import("@/features/jobs/routes/JobsPage"), "JobsPage"),
});

const messages = createRoute({
  getParentRoute: () => inside,
  path: "/messages",
  validateSearch: (search): { unread?: boolean } => (search.unread === true ? { unread: true } : {}),
  component: lazyRouteComponent(() => import("@/features/messages/routes/MessagesPage"), "MessagesPage"),
});

const organization = createRoute({
  getParentRoute: () => inside,
  path: "/organization",
  validateSearch: (search): { node?: string; query?: string } => ({
    ...text(search, "node"),
    ...text(search, "query"),
  }),
  component: lazyRouteComponent(() => import("@/features/organization/routes/OrganizationPage"), "OrganizationPage"),
});

const settings = createRoute({
  getParentRoute: () => inside,
  path: "/settings",
  validateSearch: (search): { section?: string } => text(search, "section"),
  component: lazyRouteComponent(() => import("@/features/settings/routes/SettingsPage"), "SettingsPage"),
});

const processDefinitions = createRoute({
  getParentRoute: () => inside,
  path: "/process-definitions",
  component: lazyRouteComponent(
    () => import("@/features/process-definitions/routes/DefinitionsPage"),
    "DefinitionsPage",
  ),
});

const processDefinition = createRoute({
  getParentRoute: () => inside,
  path: "/process-definitions/$code",
  validateSearch: (search): { version?: string } => text(search, "version"),
  component: lazyRouteComponent(() => import("@/features/process-definitions/routes/DefinitionPage"), "DefinitionPage"),
});

const INCIDENT_KINDS = ["stopped", "timer", "message", "signal", "answer", "connection"] as const;

const processIncidents = createRoute({
  getParentRoute: () => inside,
  path: "/process-incidents",
  validateSearch: (search): { kind?: (typeof INCIDENT_KINDS)[number]; process?: string; query?: string } => {
    const kind = INCIDENT_KINDS.find((one) => one === search.kind);
    return { ...(kind ? { kind } : {}), ...text(search, "process"), ...text(search, "query") };
  },
  component: lazyRouteComponent(() => import("@/features/process/routes/IncidentsPage"), "IncidentsPage"),
});

const migrate = createRoute({
  getParentRoute: () => inside,
  path: "/process-definitions/$code/migrate",
  validateSearch: (search): { from?: string; preview?: boolean } => ({
    ...text(search, "from"),
    ...(search["preview"] === true ? { preview: true } : {}),
  }),
  component: lazyRouteComponent(() => import("@/features/process-definitions/routes/MigratePage"), "MigratePage"),
});

const migration = createRoute({
  getParentRoute: () => inside,
  path: "/process-migrations/$id",
  component: lazyRouteComponent(() => import("@/features/process-definitions/routes/MigrationPage"), "MigrationPage"),
});

type AuditSearch = "action" | "actor" | "outcome" | "target" | "matter" | "since" | "until";

const audit = createRoute({
  getParentRoute: () => inside,
  path: "/audit",
  validateSearch: (search): Partial<Record<AuditSearch, string>> => ({
    ...text(search, "action"),
    ...text(search, "actor"),
    ...text(search, "outcome"),
    ...text(search, "target"),
    ...text(search, "matter"),
    ...text(search, "since"),
    ...text(search, "until"),
  }),
  component: lazyRouteComponent(() => import("@/features/audit/routes/AuditPage"), "AuditPage"),
});

const routeTree = root.addChildren([
  signIn,
  inside.addChildren([
    home,
    start,
    me,
    workItems,
    workItem,
    processInstances,
    processInstance,
    processPrint,
    records,
    recordNew,
    record,
    jobs,
    messages,
    organization,
    settings,
    processDefinitions,
    processDefinition,
    processIncidents,
    migrate,
    migration,
    audit,
  ]),
]);

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    defaultPreload: "intent",
    scrollRestoration: true,
    defaultPendingMs: 200,
    defaultPendingComponent: PageSkeleton,
    defaultErrorComponent: ({ error, reset }) => <ErrorState error={error} onRetry={reset} />,
    defaultNotFoundComponent: NotFoundPage,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}

function text<K extends string>(search: Record<string, unknown>, key: K): { [P in K]?: string } {
  const value = search[key];
  if (typeof value === "string" && value !== "") return { [key]: value } as { [P in K]?: string };
  // The router reads ?query=123 as a number; the user meant the text.
  return typeof value === "number" ? ({ [key]: String(value) } as { [P in K]?: string }) : {};
}

function strings(search: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(search).map(([key, value]) => [key, asText(value)]));
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function oneOf<T extends string>(value: unknown, options: readonly [T, ...T[]]): T {
  return options.find((option) => option === value) ?? options[0];
}

export {
  INSTANCE_STATUSES,
  useInitiatorVerb,
  useInstances,
  type CurrentActivity,
  type InstanceBox,
  type InstanceRow,
  type InstanceStatus,
} from "./instances";
export { useLatestNotifications, type Notification, type NotificationPage } from "./notifications";
export { objectTypesQuery, startable, useObjectTypes, type ObjectTypeSummary } from "./object-types";
export { portalQuery, usePortal, type PortalSummary } from "./portal";
export {
  refreshWork,
  useApprove,
  useBatchVerbs,
  useHandleBatch,
  useWorkItems,
  type BatchBody,
  type BatchOutcome,
  type BatchVerb,
  type WorkItem,
  type WorkItemBox,
} from "./work-items";
export { keepSignature, removeSignature, useKeptSignature } from "./signature";

/** What the process feature, one floor above, may use of records. */
export { AttachmentControl } from "./components/controls/AttachmentControl";
export { attachmentHref } from "./components/AttachmentLinks";
export { ProblemList } from "./components/ProblemList";
export { RecordForm } from "./components/RecordForm";
export { objectTypeQuery } from "./api/object-types";
export type { FieldDefinition, FieldLevel, ObjectType, ObjectTypeDefinition } from "./model/definition";
export { locateProblems, withoutField, type LocatedProblem } from "./model/problems";
export type { RecordDocument } from "./model/record";
export { marksOf, type Difference } from "./model/marks";
export { FieldValue } from "./components/FieldValue";
export { levelOf } from "./components/form-context";
export { Words } from "./components/Field";
export { asLines as linesOf, asText } from "./model/values";
export { decodeValues, encodeValues, type Attachment, type Values } from "./model/values";
export { unreadableProblems } from "./model/unreadable";

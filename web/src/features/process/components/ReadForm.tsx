import { decodeValues, RecordForm, type ObjectTypeDefinition, type RecordDocument } from "@/features/records";

import { editableRights } from "../model/rights";
import type { ProcessInstance } from "../model/work-item";

interface ReadFormProps {
  form: ObjectTypeDefinition;
  record: RecordDocument;
  rights: ProcessInstance["field_rights"];
  marks?: Parameters<typeof RecordForm>[0]["marks"];
  fileHref?: Parameters<typeof RecordForm>[0]["fileHref"];
}

/** A form to read, with the rights that came with it. */
export function ReadForm({ form, record, rights, marks, fileHref }: ReadFormProps) {
  return (
    <RecordForm
      definition={form}
      objectType={form.code}
      recordId={record.id}
      rights={editableRights(rights)}
      editable={false}
      values={decodeValues(form.fields, record.values)}
      problems={[]}
      marks={marks}
      fileHref={fileHref}
      onChange={() => undefined}
    />
  );
}

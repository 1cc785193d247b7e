import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useCallback, useState } from "react";

import { ErrorState, PageSkeleton } from "@/components/layout";

import { objectTypeQuery } from "../api/object-types";
import { recordQuery } from "../api/records";
import { DraftEditor } from "../components/DraftEditor";

/** A new record, or the draft that the address names; the address learns the draft's id with its first save. */
export function RecordNewPage() {
  const { objectType: code } = useParams({ from: "/inside/records/$objectType/new" });
  const { draft } = useSearch({ from: "/inside/records/$objectType/new" });
  const navigate = useNavigate();
  const objectType = useQuery(objectTypeQuery(code));

  // One editor lives on when its own first save changes the address; another draft gets a new editor.
  const [editor, setEditor] = useState({ key: 0, draft, created: "" });
  if (editor.draft !== draft) {
    if (draft !== undefined && draft === editor.created) setEditor({ ...editor, draft });
    else setEditor({ key: editor.key + 1, draft, created: "" });
  }
  const opened = draft !== undefined && draft !== editor.created ? draft : undefined;
  const record = useQuery({
    ...recordQuery(code, opened ?? ""),
    enabled: opened !== undefined,
    staleTime: Infinity,
    gcTime: 0,
  });

  const created = useCallback(
    (id: string): void => {
      setEditor((current) => ({ ...current, created: id }));
      void navigate({
        to: "/records/$objectType/new",
        params: { objectType: code },
        search: { draft: id },
        replace: true,
        resetScroll: false,
      });
    },
    [code, navigate],
  );

  // Only where there is nothing to fill in: read anew in vain, it takes nothing away from who is typing.
  const failed = [objectType, record].find((one) => one.isLoadingError);
  if (failed !== undefined) return <ErrorState error={failed.error} onRetry={() => void failed.refetch()} />;
  if (!objectType.data || (opened !== undefined && !record.data)) return <PageSkeleton />;
  return (
    <DraftEditor
      key={`${code}-${String(editor.key)}`}
      objectType={objectType.data}
      record={opened === undefined ? null : (record.data ?? null)}
      onCreated={created}
      onSubmitted={(id) => void navigate({ to: "/process-instances/$id", params: { id } })}
      onSaved={(id) => void navigate({ to: "/records/$objectType/$id", params: { objectType: code, id } })}
      onDeleted={() => void navigate({ to: "/records/$objectType", params: { objectType: code }, search: {} })}
    />
  );
}

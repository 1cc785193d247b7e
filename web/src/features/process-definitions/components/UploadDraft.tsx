import { UploadOutlined } from "@ant-design/icons";
import { Alert, App, Button } from "antd";
import { useRef } from "react";
import { useTranslation } from "react-i18next";

import { ProblemError } from "@/lib/client";
import { useProblemMessage } from "@/lib/use-problem-message";

import { saveDraft, useDefinitionChange } from "../api/definitions";

/** Takes a BPMN file as the draft; what the checks find wrong is shown with the element. */
export function useUploadDraft(code: string, onSaved: (version: string) => void) {
  const { t } = useTranslation("process-definitions");
  const { message } = App.useApp();
  const showProblem = useProblemMessage();
  const input = useRef<HTMLInputElement>(null);
  const save = useDefinitionChange(saveDraft);
  const refused = save.error instanceof ProblemError && save.error.status === 422 ? save.error : null;

  const read = async (file: File | undefined): Promise<void> => {
    if (file === undefined) return;
    const xml = await file.text();
    save.mutate(
      { code, xml },
      {
        onSuccess: (version) => {
          void message.success(t("upload.saved", { number: version.version }));
          onSaved(version.id);
        },
        onError: (error) => {
          if (!(error instanceof ProblemError && error.status === 422)) showProblem(error);
        },
      },
    );
  };

  const button = (
    <>
      <input
        ref={input}
        type="file"
        hidden
        accept=".bpmn,.xml,application/xml,text/xml"
        aria-label={t("upload.file")}
        onChange={(event) => {
          void read(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
      <Button icon={<UploadOutlined aria-hidden />} loading={save.isPending} onClick={() => input.current?.click()}>
        {t("upload.button")}
      </Button>
    </>
  );
  const problem = refused !== null && (
    <Alert
      type="error"
      showIcon
      closable
      style={{ marginBottom: 12 }}
      title={refused.message}
      description={refused.fields.length === 0 ? undefined : refused.fields.map((one) => one.detail).join("\n")}
    />
  );
  return { button, problem };
}

import { App, Button } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useApprove, type WorkItem } from "@/lib/data";
import { useIsPhone } from "@/lib/use-media";
import { useWindowProblem } from "@/lib/use-problem-message";

import { OpinionDialog } from "./OpinionDialog";
import { Summary } from "./WorkItemCards";

const NO_APPROVAL = new Set(["resubmit", "consult", "delegated", "notice"]);

/** Approves from a card, after one look at the summary; the rest is decided on the item's own page. */
export function ApproveButton({ item }: { item: WorkItem }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const phone = useIsPhone();
  const [open, setOpen] = useState(false);
  const refused = useWindowProblem(() => setOpen(false));
  const approve = useApprove();

  const send = (opinion: string): void => {
    approve.mutate(
      { id: item.id, opinion },
      {
        onSuccess: () => {
          setOpen(false);
          void message.success(t("work.approved", { title: item.title }));
        },
        onError: refused,
      },
    );
  };

  // What came back to its initiator, or only asks for advice, is no approval; a pool's item must be claimed first, and
  // an activity may want its form read.
  if (item.claimable || item.read_first || NO_APPROVAL.has(item.kind)) return null;
  return (
    <>
      <Button size={phone ? "middle" : "small"} onClick={() => setOpen(true)}>
        {t("work.approve")}
      </Button>
      {open && (
        <OpinionDialog
          title={t("work.approveTitle", { title: item.title })}
          okText={t("work.approve")}
          label={t("work.opinion")}
          initial={t("work.approveDefault")}
          busy={approve.isPending}
          refusal={approve.error}
          onOk={send}
          onCancel={() => setOpen(false)}
        >
          <Summary summary={item.summary} />
        </OpinionDialog>
      )}
    </>
  );
}

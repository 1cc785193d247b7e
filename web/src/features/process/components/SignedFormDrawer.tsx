import { PrinterOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Alert, Drawer } from "antd";
import { useTranslation } from "react-i18next";

import { ErrorState, ListSkeleton } from "@/components/layout";
import { LinkButton } from "@/components/link-button";
import { marksOf } from "@/features/records";
import { formatDateTime } from "@/lib/format";
import { useIsPhone } from "@/lib/use-media";

import { signedFormQuery } from "../api/instances";
import { ReadForm } from "./ReadForm";

interface SignedFormDrawerProps {
  instanceId: string;
  seq: number;
  onClose: () => void;
}

/** 当时的表单: what somebody signed, with what has changed since marked where it stands. */
export function SignedFormDrawer({ instanceId, seq, onClose }: SignedFormDrawerProps) {
  const { t } = useTranslation("process");
  const isPhone = useIsPhone();
  const { data, error, refetch } = useQuery(signedFormQuery(instanceId, seq));
  return (
    <Drawer
      open
      title={t("signedForm.title")}
      placement={isPhone ? "bottom" : "right"}
      size={isPhone ? "92%" : 860}
      extra={
        <LinkButton
          icon={<PrinterOutlined />}
          to="/process-instances/$id/print"
          params={{ id: instanceId }}
          search={{ step: seq }}
        >
          {t("print")}
        </LinkButton>
      }
      onClose={onClose}
    >
      {error !== null && <ErrorState error={error} onRetry={() => void refetch()} />}
      {error === null && !data && <ListSkeleton />}
      {data && (
        <>
          <Alert
            type={data.differences.length > 0 ? "warning" : "info"}
            showIcon
            style={{ marginBottom: 12 }}
            title={t("signedForm.of", {
              name: data.person.name || t("trail.system"),
              time: formatDateTime(data.at),
              verb: data.verb_title,
            })}
            description={t(data.differences.length > 0 ? "signedForm.changed" : "signedForm.same", {
              count: data.differences.length,
            })}
          />
          <ReadForm
            form={data.form}
            record={data.record}
            rights={data.field_rights}
            marks={marksOf(data.differences, data.now.values)}
          />
        </>
      )}
    </Drawer>
  );
}

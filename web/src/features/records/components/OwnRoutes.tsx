import { StarOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { App, Button, Input, Popconfirm, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { isComplete, routeSteps, type RouteStep } from "@/components/route";
import { VerbWindow } from "@/components/work";
import { useProblemMessage } from "@/lib/use-problem-message";

import { personalRoutesQuery, useKeepRoute, useRemoveRoute, type PersonalRoute } from "../api/personal-routes";
import styles from "./draft.module.css";

interface OwnRoutesProps {
  steps: readonly RouteStep[];
  disabled: boolean;
  onChoose: (steps: RouteStep[]) => void;
}

const LONGEST_NAME = 40;

/** 常用路线: routes that I keep for myself, to begin from one and to keep this one. */
export function OwnRoutes({ steps, disabled, onChoose }: OwnRoutesProps) {
  const { t } = useTranslation("records");
  const [open, setOpen] = useState(false);
  const close = (): void => setOpen(false);
  return (
    <>
      <Button icon={<StarOutlined aria-hidden />} disabled={disabled} onClick={() => setOpen(true)}>
        {t("ownRoutes.title")}
      </Button>
      {open && (
        <VerbWindow title={t("ownRoutes.title")} onCancel={close}>
          <Routes
            steps={steps}
            onChoose={(chosen) => {
              onChoose(chosen);
              close();
            }}
          />
        </VerbWindow>
      )}
    </>
  );
}

function Routes({ steps, onChoose }: Pick<OwnRoutesProps, "steps" | "onChoose">) {
  const { t } = useTranslation("records");
  const { message } = App.useApp();
  const showProblem = useProblemMessage();
  const kept = useQuery(personalRoutesQuery).data;
  const keep = useKeepRoute();
  const [name, setName] = useState("");
  const complete = isComplete(steps);
  const known = kept?.some((route) => route.name === name.trim()) === true;
  const save = (): void =>
    void keep.mutateAsync({ name: name.trim(), steps }).then(() => {
      void message.success(t("ownRoutes.kept", { name: name.trim() }));
      setName("");
    }, showProblem);
  return (
    <>
      {kept?.length === 0 && <p className="x-muted">{t("ownRoutes.none")}</p>}
      <ul className={styles.ownRoutes} aria-label={t("ownRoutes.title")}>
        {kept?.map((route) => (
          <OwnRoute
            key={route.id}
            route={route}
            asks={steps.some(({ people }) => people.length > 0)}
            onChoose={() => onChoose(routeSteps(route.steps))}
          />
        ))}
      </ul>
      <Space.Compact block>
        <Input
          value={name}
          maxLength={LONGEST_NAME}
          disabled={!complete}
          aria-label={t("ownRoutes.name")}
          placeholder={t("ownRoutes.name")}
          onChange={(event) => setName(event.target.value)}
          onPressEnter={() => {
            if (name.trim() !== "") save();
          }}
        />
        <Button type="primary" disabled={!complete || name.trim() === ""} loading={keep.isPending} onClick={save}>
          {t("ownRoutes.keep")}
        </Button>
      </Space.Compact>
      <p className={styles.ownHint}>
        {t(known ? "ownRoutes.replaces" : complete ? "ownRoutes.hint" : "ownRoutes.incomplete")}
      </p>
    </>
  );
}

function OwnRoute({ route, asks, onChoose }: { route: PersonalRoute; asks: boolean; onChoose: () => void }) {
  const { t } = useTranslation("records");
  const showProblem = useProblemMessage();
  const remove = useRemoveRoute();
  const people = route.steps.map(({ beside, people }, place) => {
    const names = people.map((one) => one.name).join(t("ownRoutes.separator"));
    return place === 0 ? names : `${beside ? " + " : " → "}${names}`;
  });
  const label = t("ownRoutes.useOf", { name: route.name });
  return (
    <li className={styles.ownRoute}>
      <div className={styles.ownText}>
        <strong>{route.name}</strong>
        <div className="x-muted">{people.join("")}</div>
      </div>
      {asks ? (
        <Popconfirm title={t("ownRoutes.replaceAsk")} onConfirm={onChoose}>
          <Button size="small" aria-label={label}>
            {t("ownRoutes.use")}
          </Button>
        </Popconfirm>
      ) : (
        <Button size="small" aria-label={label} onClick={onChoose}>
          {t("ownRoutes.use")}
        </Button>
      )}
      <Popconfirm
        title={t("ownRoutes.removeAsk", { name: route.name })}
        okText={t("ownRoutes.remove")}
        okButtonProps={{ danger: true }}
        onConfirm={() => void remove.mutateAsync(route.id).catch(showProblem)}
      >
        <Button size="small" type="text" aria-label={t("ownRoutes.removeOf", { name: route.name })}>
          {t("ownRoutes.remove")}
        </Button>
      </Popconfirm>
    </li>
  );
}

import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox, Input, Segmented } from "antd";
import { useTranslation } from "react-i18next";

import { PeoplePicker } from "@/components/people";

import { moved, newStep, ROUTE_KINDS, type RouteKind, type RouteStep } from "./route-model";
import styles from "./route.module.css";

export interface StepProblem {
  /** Place of the step from 0; without one it is about the route as a whole. */
  place?: number | undefined;
  text: string;
}

interface RouteEditorProps {
  steps: readonly RouteStep[];
  onChange: (steps: RouteStep[]) => void;
  /** Marks the steps that still lack people. */
  tried: boolean;
  /** What the server found wrong with a step, by its place. */
  problems?: readonly StepProblem[];
  disabled?: boolean;
  /** What it means that there are no steps; without it the last step stays. */
  emptyMeans?: string | undefined;
}

const MOST_STEPS = 200;
const LONGEST_NAME = 60;

/** Lays out a route: who acts in which order, all, any, one after the other, or only told. */
export function RouteEditor({ steps, onChange, tried, problems = [], disabled = false, emptyMeans }: RouteEditorProps) {
  const { t } = useTranslation();
  const change = (at: number, patch: Partial<RouteStep>): void =>
    onChange(steps.map((step, place) => (place === at ? { ...step, ...patch } : step)));
  const whole = problems.filter((problem) => problem.place === undefined);
  return (
    <div>
      {whole.map(({ text }) => (
        <p key={text} className={styles.missing} role="alert">
          {text}
        </p>
      ))}
      <ol className={styles.steps}>
        {steps.map((step, at) => (
          <li key={step.key} aria-label={t("route.step", { number: at + 1 })}>
            <Step
              step={step}
              number={at + 1}
              last={at === steps.length - 1}
              problems={[
                ...(tried && step.people.length === 0 ? [t("route.peopleMissing")] : []),
                ...problems.filter((problem) => problem.place === at).map(({ text }) => text),
              ]}
              disabled={disabled}
              onChange={(patch) => change(at, patch)}
              onMove={(by) => onChange(moved(steps, at, by))}
              onRemove={steps.length > 1 || emptyMeans !== undefined ? () => onChange(without(steps, at)) : undefined}
            />
          </li>
        ))}
      </ol>
      {steps.length === 0 && emptyMeans !== undefined && (
        <p className={styles.empty} role="status">
          {emptyMeans}
        </p>
      )}
      {steps.length < MOST_STEPS && (
        <Button
          type="dashed"
          block
          disabled={disabled}
          icon={<PlusOutlined aria-hidden />}
          onClick={() => onChange([...steps, newStep(steps)])}
        >
          {t("route.add")}
        </Button>
      )}
    </div>
  );
}

function without(steps: readonly RouteStep[], at: number): RouteStep[] {
  const left = steps.filter((_, place) => place !== at);
  return left.map((step, place) => (place === 0 ? { ...step, beside: false } : step));
}

interface StepProps {
  step: RouteStep;
  number: number;
  last: boolean;
  problems: readonly string[];
  disabled: boolean;
  onChange: (patch: Partial<RouteStep>) => void;
  onMove: (by: -1 | 1) => void;
  onRemove?: (() => void) | undefined;
}

function Step({ step, number, last, problems, disabled, onChange, onMove, onRemove }: StepProps) {
  const { t } = useTranslation();
  return (
    <>
      <div className={styles.head}>
        <span className={styles.number} aria-hidden>
          {number}
        </span>
        <Input
          className={styles.name}
          variant="borderless"
          value={step.name}
          maxLength={LONGEST_NAME}
          disabled={disabled}
          placeholder={t("route.name")}
          aria-label={t("route.nameOf", { number })}
          onChange={(event) => onChange({ name: event.target.value })}
        />
        <Button
          type="text"
          size="small"
          icon={<ArrowUpOutlined />}
          aria-label={t("route.up", { number })}
          disabled={disabled || number === 1}
          onClick={() => onMove(-1)}
        />
        <Button
          type="text"
          size="small"
          icon={<ArrowDownOutlined />}
          aria-label={t("route.down", { number })}
          disabled={disabled || last}
          onClick={() => onMove(1)}
        />
        {onRemove !== undefined && (
          <Button
            type="text"
            size="small"
            icon={<DeleteOutlined />}
            aria-label={t("route.remove", { number })}
            disabled={disabled}
            onClick={onRemove}
          />
        )}
      </div>
      <PeoplePicker
        multiple
        label={t("route.peopleOf", { number })}
        placeholder={t("route.people")}
        value={step.people}
        disabled={disabled}
        onChange={(people) => onChange({ people })}
        {...(problems.length > 0 ? { status: "error" as const } : {})}
      />
      {problems.map((text) => (
        <p key={text} className={styles.missing} role="alert">
          {text}
        </p>
      ))}
      <div className={styles.foot}>
        <Segmented
          size="small"
          disabled={disabled}
          aria-label={t("route.kindOf", { number })}
          value={step.kind}
          options={ROUTE_KINDS.map((kind) => ({ value: kind, label: t(`route.kind.${kind}`) }))}
          onChange={(kind) => onChange({ kind: kind as RouteKind })}
        />
        {number > 1 && (
          <Checkbox
            checked={step.beside}
            disabled={disabled}
            onChange={(event) => onChange({ beside: event.target.checked })}
          >
            {t("route.beside")}
          </Checkbox>
        )}
      </div>
      <p className={styles.help}>{t(`route.help.${step.kind}`)}</p>
    </>
  );
}

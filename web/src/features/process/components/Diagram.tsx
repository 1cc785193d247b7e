import { FullscreenOutlined, MinusOutlined, PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import "bpmn-js/dist/assets/bpmn-js.css";
import "bpmn-js/dist/assets/diagram-js.css";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { EmptyState } from "@/components/layout";
import { useAppearance } from "@/lib/theme";

import { openingView, type Box } from "../model/diagram-view";
import type { ProcessDiagram } from "../model/work-item";
import { useTouchCanvas, type TouchCanvas } from "./use-touch-canvas";
import styles from "./path.module.css";

interface Canvas extends TouchCanvas {
  addMarker(element: string, marker: string): void;
  zoom(level: "fit-viewport", center: "auto"): number;
  zoom(level: number, center: { x: number; y: number }): number;
  zoom(): number;
  viewbox(): { inner: Box };
  viewbox(seen: Box): void;
  resized(): void;
}
interface Overlays {
  add(element: string, overlay: object): void;
}
interface Shape extends Partial<Box> {
  type?: string;
}
interface Registry {
  get(element: string): Shape | undefined;
  filter(holds: (element: Shape) => boolean): Shape[];
}
interface ZoomScroll {
  toggle(enabled: boolean): void;
  stepZoom(delta: number): void;
}

function token(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

interface DiagramProps {
  diagram: ProcessDiagram;
  /** A definition without an instance: nothing is coloured, so no legend. */
  plain?: boolean;
}

/** The BPMN drawing of an instance, coloured by what happened; bpmn.io's mark stays, as its licence asks. */
export default function Diagram({ diagram, plain = false }: DiagramProps) {
  const { t } = useTranslation("process");
  const { effective } = useAppearance();
  const container = useRef<HTMLDivElement>(null);
  const [viewer, setViewer] = useState<NavigatedViewer | null>(null);
  const [failed, setFailed] = useState(false);

  useEffect(() => {
    if (container.current === null) return undefined;
    const created = new NavigatedViewer({
      container: container.current,
      bpmnRenderer: {
        defaultFillColor: token("--x-surface"),
        defaultStrokeColor: token("--x-text"),
        defaultLabelColor: token("--x-text"),
      },
    });
    let alive = true;
    created
      .importXML(diagram.xml)
      .then(() => {
        if (!alive) return;
        paint(created, diagram);
        // A wheel over the drawing scrolls the page until the drawing has been clicked.
        created.get<ZoomScroll>("zoomScroll").toggle(false);
        open(created, container.current?.parentElement ?? null, diagram);
        setViewer(created);
        setFailed(false);
      })
      .catch(() => {
        if (alive) setFailed(true);
      });
    return () => {
      alive = false;
      setViewer(null);
      created.destroy();
    };
  }, [diagram, effective]);

  const touch = useTouchCanvas(() => viewer?.get<Canvas>("canvas"));
  const scroll = (enabled: boolean): void => viewer?.get<ZoomScroll>("zoomScroll").toggle(enabled);
  if (failed) return <EmptyState title={t("diagram.none")} {...(plain ? {} : { text: t("diagram.noneText") })} />;
  return (
    <figure style={{ margin: 0 }} aria-label={t("diagram.label")}>
      <div className={styles.diagramFrame}>
        <div
          ref={container}
          className={styles.canvas}
          onPointerDown={(event) => {
            scroll(true);
            touch.onPointerDown(event);
          }}
          onPointerMove={touch.onPointerMove}
          onPointerUp={touch.onPointerUp}
          onPointerCancel={touch.onPointerCancel}
          onPointerLeave={() => scroll(false)}
        />
        <div className={styles.zoom}>
          <Button
            size="small"
            icon={<PlusOutlined />}
            aria-label={t("diagram.zoomIn")}
            onClick={() => viewer?.get<ZoomScroll>("zoomScroll").stepZoom(1)}
          />
          <Button
            size="small"
            icon={<MinusOutlined />}
            aria-label={t("diagram.zoomOut")}
            onClick={() => viewer?.get<ZoomScroll>("zoomScroll").stepZoom(-1)}
          />
          <Button
            size="small"
            icon={<FullscreenOutlined />}
            aria-label={t("diagram.fit")}
            onClick={() => viewer?.get<Canvas>("canvas").zoom("fit-viewport", "auto")}
          />
        </div>
      </div>
      {!plain && (
        <figcaption className={styles.legend}>
          <span className={styles.legendDone}>{t("path.done")}</span>
          <span className={styles.legendCurrent}>{t("path.current")}</span>
          <span className={styles.legendNext}>{t("path.next")}</span>
        </figcaption>
      )}
    </figure>
  );
}

const SMALLEST_ACTIVITY = 60;
/** The frame is as high as the drawing needs at a size that can be read; what is too wide opens where it matters. */
function open(viewer: NavigatedViewer, frame: HTMLElement | null, { activities }: ProcessDiagram): void {
  const canvas = viewer.get<Canvas>("canvas");
  const registry = viewer.get<Registry>("elementRegistry");
  if (frame === null) return;
  const current = Object.entries(activities).find(([, { state }]) => state === "current")?.[0] ?? "";
  const focus = registry.get(current) ?? registry.filter(({ type }) => type === "bpmn:StartEvent")[0];
  const { height, view } = openingView(canvas.viewbox().inner, frame.clientWidth, boxOf(focus));
  frame.style.height = `${String(height)}px`;
  canvas.resized();
  if (view === null) canvas.zoom("fit-viewport", "auto");
  else canvas.viewbox(view);
}

function boxOf(element: Shape | undefined): Box | null {
  if (element === undefined) return null;
  const { x = 0, y = 0, width = 0, height = 0 } = element;
  return { x, y, width, height };
}

function paint(viewer: NavigatedViewer, { activities, flows = [] }: ProcessDiagram): void {
  const canvas = viewer.get<Canvas>("canvas");
  const overlays = viewer.get<Overlays>("overlays");
  const registry = viewer.get<Registry>("elementRegistry");
  for (const [id, { state, handlers }] of Object.entries(activities)) {
    const element = registry.get(id);
    if (!element) continue;
    canvas.addMarker(id, `x-${state}`);
    // An event has its name below itself: no room for people, and nobody waits there.
    const isActivity = (element.height ?? 0) >= SMALLEST_ACTIVITY;
    if (handlers.length > 0 && isActivity)
      overlays.add(id, { position: { bottom: 6, left: 4 }, html: nameTag(handlers) });
  }
  for (const flow of flows) if (registry.get(flow)) canvas.addMarker(flow, "x-taken");
}

function nameTag(handlers: readonly string[]): HTMLElement {
  const tag = document.createElement("div");
  tag.className = styles.handlers ?? "";
  tag.textContent = handlers.join(" ");
  tag.title = handlers.join("\n");
  return tag;
}

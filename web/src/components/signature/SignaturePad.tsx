import { Alert, Button, Modal, Upload } from "antd";
import { useRef, useState, type PointerEvent } from "react";
import { useTranslation } from "react-i18next";

import { ProblemError } from "@/lib/client";
import { keepSignature, useKeptSignature } from "@/lib/data";

import styles from "./signature.module.css";

const WIDTH = 720;
const HEIGHT = 280;
const PEN = { lineWidth: 6, lineCap: "round", lineJoin: "round", strokeStyle: "#1a1a1a" } as const;

/** Draw or upload one's own signature. It is written on white, as it will stand on paper. */
export function SignaturePad({ onKept, onClose }: { onKept: () => void; onClose: () => void }) {
  const { t } = useTranslation();
  const canvas = useRef<HTMLCanvasElement>(null);
  const last = useRef<{ x: number; y: number } | null>(null);
  const [drawn, setDrawn] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const { refresh } = useKeptSignature();

  const clear = (): void => {
    canvas.current?.getContext("2d")?.clearRect(0, 0, WIDTH, HEIGHT);
    setDrawn(false);
  };

  const placeOf = (event: PointerEvent<HTMLCanvasElement>): { x: number; y: number } => {
    const box = event.currentTarget.getBoundingClientRect();
    return {
      x: ((event.clientX - box.left) / box.width) * WIDTH,
      y: ((event.clientY - box.top) / box.height) * HEIGHT,
    };
  };
  const move = (event: PointerEvent<HTMLCanvasElement>): void => {
    const pen = canvas.current?.getContext("2d");
    if (last.current === null || !pen) return;
    const here = placeOf(event);
    Object.assign(pen, PEN);
    pen.beginPath();
    pen.moveTo(last.current.x, last.current.y);
    pen.lineTo(here.x, here.y);
    pen.stroke();
    last.current = here;
    setDrawn(true);
  };
  const lift = (): void => {
    last.current = null;
  };

  const keep = async (image: Blob): Promise<void> => {
    setBusy(true);
    setProblem(null);
    try {
      await keepSignature(image);
      await refresh();
      onKept();
    } catch (error) {
      setProblem(error instanceof ProblemError ? (error.fields[0]?.detail ?? error.message) : t("signature.notKept"));
    } finally {
      setBusy(false);
    }
  };
  const keepDrawing = (): void => {
    canvas.current?.toBlob((image) => {
      if (image) void keep(image);
    }, "image/png");
  };

  return (
    <Modal
      open
      width={560}
      mask={{ closable: false }}
      keyboard={!drawn}
      title={t("signature.draw")}
      okText={t("signature.keep")}
      cancelText={t("signature.cancel")}
      okButtonProps={{ disabled: !drawn, loading: busy }}
      onOk={keepDrawing}
      onCancel={onClose}
    >
      <p className="x-muted">{t("signature.hint")}</p>
      <canvas
        ref={canvas}
        width={WIDTH}
        height={HEIGHT}
        className={styles.canvas}
        aria-label={t("signature.canvas")}
        role="img"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          last.current = placeOf(event);
        }}
        onPointerMove={move}
        onPointerUp={lift}
        onPointerCancel={lift}
      />
      <div className={styles.tools}>
        <Button size="small" disabled={!drawn} onClick={clear}>
          {t("signature.clear")}
        </Button>
        <Upload
          accept="image/png"
          showUploadList={false}
          beforeUpload={(file) => {
            void keep(file);
            return false;
          }}
        >
          <Button size="small" type="text">
            {t("signature.upload")}
          </Button>
        </Upload>
      </div>
      {problem !== null && <Alert type="error" showIcon title={problem} />}
    </Modal>
  );
}

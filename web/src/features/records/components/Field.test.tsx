import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useState } from "react";
import { expect, test } from "vitest";

import type { FieldLevel, ObjectTypeDefinition } from "../model/definition";
import { locateProblems } from "../model/problems";
import type { Values } from "../model/values";
import { RecordForm } from "./RecordForm";

const DEFINITION: ObjectTypeDefinition = {
  code: "expense.claim",
  title: "报销单",
  process: "expense.claim",
  fields: [
    { code: "subject", type: "text", title: "事由", required: true },
    { code: "amount", type: "money", title: "总额" },
    { code: "secret", type: "text", title: "内部备注" },
  ],
  forms: [{ code: "default", sections: [{ title: "基本信息", columns: 2, fields: ["subject", "amount", "secret"] }] }],
  views: [],
};

interface FormProps {
  rights: Record<string, FieldLevel>;
  initial?: Values;
  problems?: ReturnType<typeof locateProblems>;
}

function Form({ rights, initial = {}, problems = [] }: FormProps) {
  const [values, setValues] = useState<Values>(initial);
  return (
    <RecordForm
      definition={DEFINITION}
      objectType="expense.claim"
      recordId={null}
      rights={rights}
      editable
      values={values}
      problems={problems}
      onChange={(code, value) => setValues({ ...values, [code]: value })}
    />
  );
}

test("rights decide: edited, read as text, hidden without a gap", () => {
  render(<Form rights={{ subject: "edit", amount: "read", secret: "hidden" }} initial={{ amount: "12345.6" }} />);
  expect(screen.getByRole("textbox", { name: /事由/ })).toBeTruthy();
  expect(screen.getByText("¥12,345.60")).toBeTruthy();
  expect(screen.queryByText("内部备注")).toBeNull();
});

test("an amount is also written in capital words", () => {
  render(<Form rights={{ amount: "read" }} initial={{ amount: "12345.6" }} />);
  expect(screen.getByText("壹万贰仟叁佰肆拾伍元陆角整")).toBeTruthy();
});

test("the server's message stands at its field and names it to a screen reader", () => {
  const problems = locateProblems([{ field: "values.subject", detail: "请填写事由" }]);
  render(<Form rights={{ subject: "edit" }} problems={problems} />);
  const input = screen.getByRole("textbox", { name: /事由/ });
  const described = document.getElementById(input.getAttribute("aria-describedby") ?? "");
  expect(described?.textContent).toBe("请填写事由");
  expect(input.getAttribute("aria-invalid")).toBe("true");
});

test("full-width digits are put right when the field is left, and that is said", async () => {
  render(<Form rights={{ amount: "edit" }} />);
  const input = screen.getByRole("textbox", { name: "总额" });
  await userEvent.type(input, "１２３４．５");
  await userEvent.tab();
  expect((input as HTMLInputElement).value).toBe("1,234.50");
  expect((await screen.findByRole("status")).textContent).toBe("已将全角数字转为半角");
});

test("what is no amount stays as typed, marked", async () => {
  render(<Form rights={{ amount: "edit" }} />);
  const input = screen.getByRole("textbox", { name: "总额" });
  await userEvent.type(input, "12x");
  await userEvent.tab();
  expect((input as HTMLInputElement).value).toBe("12x");
  expect(screen.getByText("不是数字，请填写如 1234.50")).toBeTruthy();
});

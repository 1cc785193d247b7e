import { render } from "@testing-library/react";
import { expect, test } from "vitest";

import { Whereabouts } from "./Whereabouts";

const place = (activity: string, name: string) => ({
  activity,
  name,
  handlers: [],
  since: null,
  stopped: false,
  waits: null,
  until: null,
});

test("places stand apart from each other", () => {
  const { container } = render(<Whereabouts current={[place("a", "财务核对"), place("b", "法务核对")]} />);
  expect(container.textContent).toBe("财务核对；法务核对");
});

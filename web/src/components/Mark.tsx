/** The mark of Xieyun: three strands (the three 力 of 協) that become one and move on. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden focusable="false" style={{ flex: "none" }}>
      <rect width="32" height="32" rx="7" fill="var(--x-accent)" />
      <g fill="none" stroke="#fff" strokeWidth="2.6" strokeLinecap="round" strokeLinejoin="round">
        <path d="M6.5 9.5h4c4.5 0 4 6.5 8.5 6.5" />
        <path d="M6.5 22.5h4c4.5 0 4-6.5 8.5-6.5" />
        <path d="M6.5 16h18.5" />
        <path d="M21 11.8 25.4 16 21 20.2" />
      </g>
    </svg>
  );
}

/** On the phone a page with its own bottom bar takes the place of the tab bar. */
export function HideTabBar() {
  return <span data-hide-tab-bar hidden />;
}

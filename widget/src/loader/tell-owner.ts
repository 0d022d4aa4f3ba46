/** For the site's owner, who looks into the console when Ava does not appear; visitors never see it. */
export function tellOwner(message: string): void {
  // eslint-disable-next-line no-console -- the one place of the widget that speaks there
  console.warn(`Ava: ${message}`)
}

/** Families of models that write. Models that only listen, speak, draw or embed are not known here, as at the provider. */
const FAMILIES = [
  /^gpt-6(?:\.\d+)?-(?:astra|sol|terra|luna)$/,
  /^gpt-5\.6-(?:sol|terra|luna|mini)$/,
  /^gpt-5(?:\.\d)?(?:-(?:mini|nano|pro|chat-latest))?(?:-\d{4}-\d{2}-\d{2})?$/,
  /^gpt-4\.1(?:-(?:mini|nano))?(?:-\d{4}-\d{2}-\d{2})?$/,
  /^gpt-4o(?:-mini)?(?:-\d{4}-\d{2}-\d{2})?$/,
  /^gpt-(?:4|4-turbo|3\.5-turbo)(?:-\d{4})?$/,
  /^o[134](?:-(?:mini|pro))?(?:-\d{4}-\d{2}-\d{2})?$/,
  /^chatgpt-4o-latest$/,
]

export function isTextModel(model: string): boolean {
  return FAMILIES.some((family) => family.test(model))
}

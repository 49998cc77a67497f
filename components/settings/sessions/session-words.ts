// Browsers and scripts by the names people know them by; the whole text is in the tooltip.

const browsers: [RegExp, string][] = [
  [/\bEdg\//, 'Edge'],
  [/\bFirefox\//, 'Firefox'],
  [/\b(Chrome|Chromium|HeadlessChrome)\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
  [/^curl\//, 'curl'],
  [/\bpython/i, 'Python'],
  [/^(node|undici)\b/, 'Node.js'],
]

const systems: [RegExp, string][] = [
  [/\b(iPhone|iPad)\b/, 'iOS'],
  [/\bAndroid\b/, 'Android'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b/, 'macOS'],
  [/\bLinux\b/, 'Linux'],
]

const nameIn = (text: string, names: [RegExp, string][]) =>
  names.find(([shape]) => shape.test(text))?.[1]

/** "Firefox on Linux", "curl", or the beginning of what the client said of itself. */
export function clientName(userAgent: string | null): string {
  const text = userAgent?.trim() ?? ''
  if (text === '') return 'Unknown client'
  const browser = nameIn(text, browsers)
  const system = nameIn(text, systems)
  if (browser) return system ? `${browser} on ${system}` : browser
  return text.length > 40 ? `${text.slice(0, 40)}…` : text
}

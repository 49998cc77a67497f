// axe on what is open now, in both themes, with every rule of WCAG 2.2 AA and the best practices.
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

// What a theme can change; everything else is the same page in both.
const colourRules = ['color-contrast', 'link-in-text-block']

// CodeMirror draws and measures its own insides; the editor around them is checked.
const editorInternals = '.cm-scroller'

// Within the page itself: there is no frame whose findings a second page would have to gather.
const builder = (page: Page) =>
  new AxeBuilder({ page })
    .setLegacyMode(true)
    .options({ resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } })

const builders = {
  light: (page: Page) => builder(page).withTags(tags),
  dark: (page: Page) => builder(page).withRules(colourRules),
}

/** Expects no violation in light and in dark. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const { violations } = await builders[colorScheme](page).exclude(editorInternals).analyze()
    const found = violations.map(({ id, nodes }) => {
      return `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join(' | ')}`
    })
    expect.soft(found, `${what}, ${colorScheme}`).toEqual([])
  }
}

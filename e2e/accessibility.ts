// axe on what is open now, in both themes, with every rule of WCAG 2.2 AA and the best practices.
import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

// CodeMirror draws and measures its own insides; the editor around them is checked.
const editorInternals = '.cm-scroller'

/** Expects no violation in light and in dark. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    const { violations } = await new AxeBuilder({ page })
      .withTags(tags)
      .options({ rules: { 'target-size': { enabled: true } } })
      .exclude(editorInternals)
      .analyze()
    const found = violations.map(({ id, nodes }) => {
      return `${id}: ${nodes.map(({ target, failureSummary }) => `${target} ${failureSummary}`).join(' | ')}`
    })
    expect(found, `${what}, ${colorScheme}`).toEqual([])
  }
}

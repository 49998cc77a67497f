// What else a sign-in at the provider is for: proving again who sits there, and trying a connection.
import { describe, expect, test } from 'vitest'
import { sql } from '@/lib/store/db'
import { countPeople, newestEntry, setUpSso } from '@/lib/testing/sso'
import { SsoBrowser } from '@/lib/testing/sso-browser'
import { ada, ssoWorld } from '@/lib/testing/sso-world'

const world = ssoWorld()
const { signedIn } = world

describe('a proof and a trial', () => {
  const now = () => Math.floor(Date.now() / 1_000)
  const stale = () => sql('people', "UPDATE sessions SET proved_at = now() - interval '1 hour'")
  const fresh = () =>
    sql('people', "SELECT 1 FROM sessions WHERE proved_at > now() - interval '1 minute'")

  test('S48: a proof asks for a sign-in afresh, keeps the session and proves it', async () => {
    const browser = await signedIn()
    const { session } = browser
    await stale()
    const away = await browser.leave({ purpose: 'prove' })
    expect(new URL(away).searchParams.get('prompt')).toBe('login')
    expect(new URL(away).searchParams.get('max_age')).toBe('0')
    const before = await countPeople()
    const end = await browser.arrive(world.provider.authorize(away, { ...ada, auth_time: now() }))
    expect(end.pathname + end.search).toBe('/login/again?for=prove&done=1')
    expect(browser.session).toBe(session)
    expect(await fresh()).toHaveLength(1)
    expect(await countPeople()).toEqual(before)
  })

  test('S48: an old sign-in, another person and another session prove nothing', async () => {
    const browser = await signedIn()
    const other = await signedIn({ ...ada, sub: 'eve', email: 'eve@example.com' })
    await stale()
    const tried = async (claims: object, change = (_: SsoBrowser) => {}) => {
      const back = world.provider.authorize(await browser.leave({ purpose: 'prove' }), {
        ...ada,
        ...claims,
      })
      const { session = '' } = browser
      change(browser)
      const end = await browser.arrive(back)
      browser.cookies.set('muster-session', session)
      expect(end.searchParams.get('failed')).toBeTruthy()
      expect(await fresh()).toEqual([])
    }
    await tried({ auth_time: now() - 4_000 })
    await tried({ auth_time: undefined })
    await tried({ sub: 'eve' })
    await tried({}, (at) => at.cookies.set('muster-session', other.session ?? ''))
    await tried({}, (at) => at.cookies.delete('muster-session'))
  })

  test('a proof or a trial is not begun without a session, nor a trial without the right', async () => {
    const nobody = new SsoBrowser()
    expect((await nobody.askToLeave({ purpose: 'prove' })).status).toBe(401)
    expect((await nobody.askToLeave({ purpose: 'test' })).status).toBe(401)
    const observer = await signedIn()
    expect((await observer.askToLeave({ purpose: 'test' })).status).toBe(403)
  })

  test('a trial signs nobody in and keeps what came, good or bad', async () => {
    await setUpSso(world.provider, { enabled: false })
    const browser = new SsoBrowser()
    expect((await browser.askToLeave()).status).toBe(404)
    browser.cookies.set('muster-session', world.chief.token)
    const before = await countPeople()
    const away = await browser.leave({ purpose: 'test' })
    const end = await browser.arrive(world.provider.authorize(away, ada))
    expect(end.pathname + end.search).toBe('/login/again?for=test&done=1')
    expect(browser.session).toBe(world.chief.token)
    expect(await countPeople()).toEqual(before)
    expect(await newestEntry('tried_sso')).toMatchObject({ ok: true, fault: '' })
    const again = await browser.leave({ purpose: 'test' })
    world.provider.twist = { claims: (honest) => ({ ...honest, aud: 'another' }) }
    await browser.arrive(world.provider.authorize(again, ada))
    expect(await newestEntry('tried_sso')).toMatchObject({ ok: false, fault: /aud mismatch/ })
  })
})

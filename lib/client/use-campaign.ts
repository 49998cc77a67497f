// A campaign on a page: its status, its rows, its connection, for as long as the page shows it. A tab
// that has been hidden for a minute lets the connection go.
import { useEffect, useRef, useState } from 'react'
import { CampaignScreen, type LiveCampaign, type ScreenStart } from '@/lib/client/campaign-screen'

export type { LiveCampaign } from '@/lib/client/campaign-screen'

const hiddenMaxMs = 60_000

/**
 * Follows a campaign while the component is mounted, after the answers that came with the document.
 * Another id needs another component: give it a key.
 */
export function useCampaign(id: number, start: ScreenStart = {}): LiveCampaign {
  const seed = useRef(start)
  const [campaign, setCampaign] = useState(() => new CampaignScreen(id, () => {}, start).now)
  useEffect(() => {
    const screen = new CampaignScreen(id, setCampaign, seed.current)
    setCampaign(screen.now)
    let letGo: ReturnType<typeof setTimeout> | undefined
    const onVisibility = () => {
      clearTimeout(letGo)
      if (document.hidden) letGo = setTimeout(() => screen.rest(), hiddenMaxMs)
      else screen.open()
    }
    document.addEventListener('visibilitychange', onVisibility)
    screen.open()
    return () => {
      clearTimeout(letGo)
      document.removeEventListener('visibilitychange', onVisibility)
      screen.close()
    }
  }, [id])
  return campaign
}

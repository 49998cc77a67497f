// Before each file of tests in a document: whoever waits for a condition waits as long as a busy
// machine may take, since the condition decides and not the second that is usual.
import { configure } from '@testing-library/react'

configure({ asyncUtilTimeout: 20_000 })

// The document of the tests has no media: every question about it is answered with no.
window.matchMedia = (media) =>
  Object.assign(new EventTarget(), { media, matches: false }) as MediaQueryList

import { keepFresh } from './live.js'

// A part with the focus in it is left alone until it is let go.
keepFresh({ address: '/page/parts', isBusy: (place) => place.contains(document.activeElement) })

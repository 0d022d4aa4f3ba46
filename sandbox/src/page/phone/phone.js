// The phone: texts are sent without leaving the page, pictures are read here.
import { keepFresh } from './live.js'

const pulse = document.getElementById('pulse')
const scroller = document.getElementById('scroller')
const form = document.getElementById('composer')
const picture = document.getElementById('picture')
const attached = document.getElementById('attached')
const mostBytes = 5 * 1024 * 1024

const refresh = keepFresh({
  address: `/page/phone/parts${location.search || '?'}`,
  isBusy: (place) => place.id !== 'texts' && place.contains(document.activeElement),
  remember: () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 40,
  shown: (place, wasAtEnd) => {
    if (place.id === 'texts' && wasAtEnd) toEnd()
  },
})

function toEnd() {
  scroller.scrollTop = scroller.scrollHeight
}

picture.addEventListener('change', () => {
  const [file] = picture.files
  form.elements.media.value = ''
  attached.textContent = ''
  if (!file) return
  if (file.size > mostBytes) {
    attached.textContent = 'A picture has at most 5 MB.'
    picture.value = ''
    return
  }
  const reader = new FileReader()
  reader.addEventListener('load', () => {
    form.elements.media.value = reader.result
    attached.textContent = `${file.name} goes with the next text.`
  })
  reader.readAsDataURL(file)
})

form.elements.text.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
  event.preventDefault()
  form.requestSubmit()
})

form.addEventListener('submit', async (event) => {
  event.preventDefault()
  const { submitter } = event
  const fields = new URLSearchParams(new FormData(form))
  if (submitter?.name) fields.set(submitter.name, submitter.value)
  else if (fields.get('text').trim() === '' && fields.get('media') === '') return
  try {
    const answer = await fetch(form.action, { method: 'POST', headers: { accept: 'application/json' }, body: fields })
    const { error } = await answer.json()
    if (!error && !submitter?.name) {
      form.elements.text.value = ''
      form.elements.media.value = ''
      picture.value = ''
      attached.textContent = ''
    }
    pulse.textContent = error ?? ''
    await refresh()
    toEnd()
  } catch {
    pulse.textContent = 'The sandbox does not answer. Nothing was sent.'
  }
})

toEnd()

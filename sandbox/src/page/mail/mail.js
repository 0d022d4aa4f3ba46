// The mailbox: kept fresh, and attachments are read here.
import { keepFresh } from './live.js'

const form = document.getElementById('composer')
const attach = document.getElementById('attach')
const attached = document.getElementById('attached')
const mostBytes = 20 * 1024 * 1024

keepFresh({
  address: `/page/mail/parts${location.search || '?'}`,
  // A part that is read or worked in is left alone until it is let go.
  isBusy: (place) => place.contains(document.activeElement),
})

attach.addEventListener('change', async () => {
  const files = [...attach.files]
  form.elements.files.value = ''
  if (files.reduce((sum, { size }) => sum + size, 0) > mostBytes) {
    attached.textContent = 'Together they have at most 20 MB.'
    attach.value = ''
    return
  }
  form.elements.files.value = JSON.stringify(await Promise.all(files.map(read)))
  attached.textContent = files.map(({ name }) => name).join(', ')
})

async function read(file) {
  const address = await new Promise((resolve, reject) => {
    const reader = new FileReader()
    reader.addEventListener('load', () => resolve(reader.result))
    reader.addEventListener('error', () => reject(reader.error))
    reader.readAsDataURL(file)
  })
  return {
    filename: file.name,
    contentType: file.type || 'application/octet-stream',
    contentBase64: address.slice(address.indexOf(',') + 1),
  }
}

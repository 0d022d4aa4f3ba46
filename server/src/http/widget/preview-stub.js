// On the preview's page alone: the widget asks for its configuration as anywhere, and gets the one of the form. No conversation begins.
{
  const config = document.querySelector('#config').textContent
  const ask = window.fetch
  window.fetch = (address, init) => {
    const path = String(address)
    if (path.includes('/api/widget/config')) {
      return Promise.resolve(new Response(config, { headers: { 'content-type': 'application/json' } }))
    }
    if (path.includes('/api/widget/')) return Promise.reject(new TypeError('The preview talks to nobody.'))
    return ask(address, init)
  }
}

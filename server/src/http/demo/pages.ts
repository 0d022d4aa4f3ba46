import { widgetSnippet } from '../widget/snippet.ts'
import { html, type Markup } from './html.ts'
import type { Site } from './site.ts'

interface Page {
  site: Site
  /** Where the widget's script is, with scheme and host: as a spa's own website would have it. */
  scriptUrl: string
}

/** The homepage of a sample spa. */
export function homePage({ site, scriptUrl }: Page): Markup {
  return layout(
    { site, scriptUrl },
    site.name,
    html` <section class="hero">
        <div class="hero-words">
          <p class="eyebrow">${site.locations[0]?.name ?? site.name}</p>
          <h1>Skin care by people who take their time</h1>
          <p class="lead">
            Medical treatments, planned with you and carried out by licensed providers. Honest prices, and no treatment
            you do not need.
          </p>
          <p class="actions">
            <a class="button" href="#treatments">See treatments</a>
            <a class="quiet" href="/demo/${site.siteKey}/visit">Plan your visit</a>
          </p>
        </div>
        ${drawing}
      </section>
      <section id="treatments" aria-labelledby="treatments-title">
        <h2 id="treatments-title">Treatments and prices</h2>
        <ul class="cards">
          ${site.services.map(
            (service) =>
              html` <li class="card">
                <p class="category">${service.category}</p>
                <h3>${service.name}</h3>
                <p>${service.description}</p>
                <p class="facts">
                  <span class="price">${service.price}</span
                  >${service.minutes > 0 ? html`<span>${service.minutes} min</span>` : null}
                </p>
                ${service.priceNote ? html`<p class="note">${service.priceNote}</p>` : null}
              </li>`,
          )}
        </ul>
      </section>
      <section id="team" aria-labelledby="team-title">
        <h2 id="team-title">Who looks after you</h2>
        <ul class="cards people">
          ${site.people.map(
            (person) =>
              html` <li class="card">
                <h3>${person.name}</h3>
                <p class="credential">${person.credential.replaceAll('_', ' ')}</p>
                ${person.bio ? html`<p>${person.bio}</p>` : null}
              </li>`,
          )}
        </ul>
      </section>`,
  )
}

/** A second page, as most spa websites have: a conversation goes on from one to the next. */
export function visitPage({ site, scriptUrl }: Page): Markup {
  return layout(
    { site, scriptUrl },
    `Your visit – ${site.name}`,
    html` <section class="prose">
      <h1>Your visit</h1>
      <p class="lead">
        Come ten minutes early on your first visit. We go through your history together before anything else.
      </p>
      <h2>Where we are</h2>
      ${site.locations.map(
        (location) =>
          html` <address class="card">
            <strong>${location.name}</strong><br />${location.address}<br />${location.hours}
            ${location.directions ? html`<br />${location.directions}` : null}
          </address>`,
      )}
      <h2>Before you come</h2>
      <ul>
        <li>Leave make-up and retinol off the day before a facial, a peel or microneedling.</li>
        <li>Stay out of the sun for two weeks before a laser treatment.</li>
        <li>Tell us about medicines, allergies, and whether you are pregnant or nursing.</li>
      </ul>
      <h2>If something comes up</h2>
      <p>
        Ask Ava on this page to move or cancel your appointment, at any
        hour${site.phone ? html`, or call us at ${call(site.phone)}` : null}.
      </p>
      <p><a class="button" href="/demo/${site.siteKey}">Back to treatments</a></p>
    </section>`,
  )
}

function call(phone: NonNullable<Site['phone']>): Markup {
  return html`<a href="tel:${phone.dialled}">${phone.read}</a>`
}

function layout({ site, scriptUrl }: Page, title: string, main: Markup): Markup {
  const home = `/demo/${site.siteKey}`
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <meta name="description" content="${site.name}: treatments, prices and opening hours." />
        <link rel="icon" type="image/svg+xml" href="${home}/icon.svg" />
        <link rel="stylesheet" href="/demo/assets/demo.css" />
        <link rel="stylesheet" href="${home}/theme.css" />
        ${widgetSnippet({ scriptUrl, site })}
      </head>
      <body>
        <a class="skip" href="#main">Skip to content</a>
        <header>
          <a class="brand" href="${home}">${site.name}</a>
          <nav aria-label="Main">
            <a href="${home}#treatments">Treatments</a>
            <a href="${home}#team">Team</a>
            <a href="${home}/visit">Your visit</a>
          </nav>
        </header>
        <main id="main" tabindex="-1">${main}</main>
        <footer>
          <p><strong>${site.name}</strong></p>
          ${site.locations.map((location) => html`<p>${location.address}<br />${location.hours}</p>`)}
          <p>
            ${site.phone ? call(site.phone) : null}${site.phone && site.email ? ' · ' : null}${site.email ? html`<a href="mailto:${site.email}">${site.email}</a>` : null}
          </p>
          <p class="small">A sample website: it shows how Ava looks on a spa’s own page.</p>
        </footer>
      </body>
    </html> `
}

const drawing = html` <svg class="drawing" viewBox="0 0 320 320" aria-hidden="true" focusable="false">
  <circle class="sun" cx="214" cy="118" r="74" />
  <path class="hill" d="M0 250 C 60 190, 120 210, 170 238 S 280 262, 320 216 V 320 H 0 Z" />
  <path class="leaf" d="M92 266 C 70 196, 96 140, 150 108 C 158 176, 138 228, 92 266 Z" />
  <path class="vein" d="M94 262 C 104 208, 122 160, 148 112" />
  <path class="leaf small-leaf" d="M104 270 C 132 236, 174 224, 214 232 C 190 264, 148 280, 104 270 Z" />
  <path class="vein" d="M106 269 C 140 252, 176 240, 210 233" />
</svg>`

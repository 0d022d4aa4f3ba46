import type { AccountMailKind } from '../queue/jobs.ts'

interface About {
  name: string
  spa: string
  inviter: string
}

interface MailWords {
  subject: string
  paragraphs: string[]
  /** What the link says; null: a mail without one. */
  button: string | null
}

type Words = Record<AccountMailKind, (about: About & { link: string }) => MailWords>

const notYou = 'If this was not you, choose a new password at once, and look at who is signed in.'
const noHaSidoUsted =
  'Si no ha sido usted, elija enseguida una contraseña nueva y revise quién tiene la sesión iniciada.'

/** What mails about an account say. */
export const accountMailWords: Record<'en' | 'es', Words> = {
  en: {
    'verify-email': ({ name }) => ({
      subject: 'Confirm your email address',
      paragraphs: [
        `Hello ${name},`,
        'confirm that this address is yours, and your account with Ava is ready. The link works for one hour.',
        'If you did not sign up, leave this mail be: nothing happens.',
      ],
      button: 'Confirm address',
    }),
    'already-registered': ({ name }) => ({
      subject: 'You already have an account with Ava',
      paragraphs: [
        `Hello ${name},`,
        'somebody, probably you, tried to sign up with this address. It already has an account: sign in, or choose a new password there if you have forgotten yours.',
      ],
      button: 'Sign in',
    }),
    'reset-password': ({ name }) => ({
      subject: 'Choose a new password',
      paragraphs: [
        `Hello ${name},`,
        'with this link you choose a new password for Ava. It works once, for one hour.',
        'If you did not ask for it, leave this mail be: your password stays as it is.',
      ],
      button: 'Choose a password',
    }),
    'password-changed': ({ name }) => ({
      subject: 'Your password was changed',
      paragraphs: [`Hello ${name},`, 'the password of your account with Ava was changed just now.', notYou],
      button: 'Look at my account',
    }),
    'two-factor-off': ({ name }) => ({
      subject: 'Two-step sign-in is off',
      paragraphs: [`Hello ${name},`, 'signing in to Ava no longer asks for a second step.', notYou],
      button: 'Look at my account',
    }),
    'passkey-added': ({ name }) => ({
      subject: 'A passkey was added to your account',
      paragraphs: [`Hello ${name},`, 'a new passkey can now sign in to your account with Ava.', notYou],
      button: 'Look at my account',
    }),
    invitation: ({ spa, inviter }) => ({
      subject: `${inviter} invites you to ${spa}`,
      paragraphs: [
        'Hello,',
        `${inviter} invites you to work with ${spa} in Ava, the spa’s front desk. The invitation stands for seven days.`,
      ],
      button: 'See the invitation',
    }),
  },
  es: {
    'verify-email': ({ name }) => ({
      subject: 'Confirme su dirección de correo',
      paragraphs: [
        `Hola, ${name}:`,
        'Confirme que esta dirección es suya y su cuenta de Ava quedará lista. El enlace sirve durante una hora.',
        'Si usted no se ha registrado, no haga nada con este correo: no ocurrirá nada.',
      ],
      button: 'Confirmar la dirección',
    }),
    'already-registered': ({ name }) => ({
      subject: 'Ya tiene una cuenta de Ava',
      paragraphs: [
        `Hola, ${name}:`,
        'Alguien, probablemente usted, ha intentado registrarse con esta dirección. Ya tiene una cuenta: inicie sesión o elija allí una contraseña nueva si la ha olvidado.',
      ],
      button: 'Iniciar sesión',
    }),
    'reset-password': ({ name }) => ({
      subject: 'Elija una contraseña nueva',
      paragraphs: [
        `Hola, ${name}:`,
        'Con este enlace puede elegir una contraseña nueva para Ava. Sirve una sola vez, durante una hora.',
        'Si no la ha pedido, no haga nada con este correo: su contraseña sigue igual.',
      ],
      button: 'Elegir una contraseña',
    }),
    'password-changed': ({ name }) => ({
      subject: 'Su contraseña ha cambiado',
      paragraphs: [`Hola, ${name}:`, 'La contraseña de su cuenta de Ava se acaba de cambiar.', noHaSidoUsted],
      button: 'Ver mi cuenta',
    }),
    'two-factor-off': ({ name }) => ({
      subject: 'La verificación en dos pasos está desactivada',
      paragraphs: [`Hola, ${name}:`, 'Al iniciar sesión en Ava ya no se pide un segundo paso.', noHaSidoUsted],
      button: 'Ver mi cuenta',
    }),
    'passkey-added': ({ name }) => ({
      subject: 'Se ha añadido una llave de acceso a su cuenta',
      paragraphs: [
        `Hola, ${name}:`,
        'Una llave de acceso nueva ya puede iniciar sesión en su cuenta de Ava.',
        noHaSidoUsted,
      ],
      button: 'Ver mi cuenta',
    }),
    invitation: ({ spa, inviter }) => ({
      subject: `${inviter} le invita a ${spa}`,
      paragraphs: [
        'Hola:',
        `${inviter} le invita a trabajar con ${spa} en Ava, la recepción del spa. La invitación es válida durante siete días.`,
      ],
      button: 'Ver la invitación',
    }),
  },
}

/** What requests are refused with, by the English sentence. */
export const refusals: Record<string, string> = {
  'There is nothing here.': 'Aquí no hay nada.',
  'Sign in to go on.': 'Inicie sesión para continuar.',
  'Sign in again to do this.': 'Inicie sesión de nuevo para hacer esto.',
  'Sign in on the portal’s own page.': 'Inicie sesión en la página del portal.',
  'Do this on the portal’s own page.': 'Haga esto en la página del portal.',
  'Write something first.': 'Primero escriba algo.',
  'Some fields are not as they should be.': 'Algunos campos no son correctos.',
  'The list cannot go on from there. Load it anew.': 'La lista no puede seguir desde ahí. Cárguela de nuevo.',
  'This could not be read. Load the page anew.': 'Esto no se pudo leer. Cargue la página de nuevo.',
  'The request could not be read.': 'La solicitud no se pudo leer.',
  'The request is larger than this address takes.': 'La solicitud es más grande de lo que se acepta aquí.',
  'Something went wrong on our side. Try again in a moment.':
    'Algo falló de nuestro lado. Intente de nuevo en un momento.',
  'The server cannot reach its database right now. Try again in a moment.':
    'El servidor no alcanza su base de datos en este momento. Intente de nuevo en un momento.',
  'Signing in does not work right now. Try again in a moment.':
    'El inicio de sesión no funciona en este momento. Intente de nuevo en un momento.',
  'This email and password do not belong together.': 'Ese correo y esa contraseña no corresponden.',
  'Confirm your email address first. We have sent you the link again.':
    'Primero confirme su correo. Le hemos enviado el enlace otra vez.',
  'This is not your password.': 'Esa no es su contraseña.',
  'This link has expired or was used already. Ask for a new one.': 'Este enlace venció o ya se usó. Pida uno nuevo.',
  'This code is not right. Take the newest one of your app.':
    'Este código no es correcto. Use el más reciente de su aplicación.',
  'This recovery code is not right, or was used already.': 'Este código de recuperación no es correcto o ya se usó.',
  'The second step took too long. Sign in again.': 'El segundo paso tardó demasiado. Inicie sesión de nuevo.',
  'Too many wrong codes. Sign in again.': 'Demasiados códigos incorrectos. Inicie sesión de nuevo.',
  'Two-step sign-in is on already.': 'La verificación en dos pasos ya está activada.',
  'Two-step sign-in is not on.': 'La verificación en dos pasos no está activada.',
  'This took too long. Try the passkey again.': 'Esto tardó demasiado. Intente de nuevo con la llave de acceso.',
  'This passkey belongs to no account here.': 'Esta llave de acceso no es de ninguna cuenta de aquí.',
  'This passkey could not be checked. Try again, or use your password.':
    'No se pudo comprobar esta llave de acceso. Intente de nuevo o use su contraseña.',
  'This passkey could not be added. Try again.': 'No se pudo agregar esta llave de acceso. Intente de nuevo.',
  'This passkey is in your account already.': 'Esta llave de acceso ya está en su cuenta.',
  'This session has ended already. Load the page anew.': 'Esta sesión ya terminó. Cargue la página de nuevo.',
  'This address has an account already. Sign in, and accept then.':
    'Este correo ya tiene una cuenta. Inicie sesión y acepte después.',
  'You do not have access to this spa.': 'No tiene acceso a este spa.',
  'Your role at this spa does not allow this. Ask its owner.':
    'Su función en este spa no lo permite. Pregunte a su dirección.',
  'The front desk does this. Ask a colleague there.': 'Esto lo hace la recepción. Pregunte a un colega de ahí.',
  'An owner, a manager or a provider decides about this.': 'Lo decide la dirección, la gerencia o un profesional.',
  'Too many attempts. Try again in a few minutes.': 'Demasiados intentos. Intente de nuevo en unos minutos.',
  'These are many spas for one day. Go on tomorrow.': 'Son muchos spas para un día. Continúe mañana.',
  'These are many invitations for one hour. Go on a little later.':
    'Son muchas invitaciones para una hora. Continúe un poco más tarde.',
  'The portal is open in too many tabs. Close some.': 'El portal está abierto en demasiadas pestañas. Cierre algunas.',
  'That was too many samples at once. Wait a minute, then try again.':
    'Fueron demasiadas muestras a la vez. Espere un minuto e intente de nuevo.',
  'That was a lot to Ava at once. Wait a minute, then go on.':
    'Fue mucho para Ava a la vez. Espere un minuto y continúe.',
  'This try is over. Begin a new one.': 'Esta prueba terminó. Empiece una nueva.',
  'This try is gone. Begin a new one.': 'Esta prueba ya no existe. Empiece una nueva.',
  'This try went on in another window. Begin a new one here.':
    'Esta prueba siguió en otra ventana. Empiece una nueva aquí.',
  'Somebody else has just dealt with these questions. The list shows what is left.':
    'Otra persona acaba de atender estas preguntas. La lista muestra lo que queda.',
  'There is an open task about the same thing already.': 'Ya hay una tarea pendiente sobre lo mismo.',
  'This cannot be decided any more: somebody may have been faster.':
    'Esto ya no se puede decidir: quizá alguien se adelantó.',
  'They do not wait any more, so nothing was changed.': 'Ya no está en espera, así que no se cambió nada.',
  'This record was merged or erased: nothing is written to it any more.':
    'Esta ficha se unió a otra o se borró: ya no se escribe en ella.',
  'These two are one customer already.': 'Estas dos ya son una sola ficha.',
  'That is not the name of this customer. Nothing was erased.':
    'Ese no es el nombre de este cliente. No se borró nada.',
  'There are visits to come. Cancel them first, then erase the customer.':
    'Hay visitas próximas. Cancélelas primero y después borre al cliente.',
  'This customer was erased already.': 'Este cliente ya fue borrado.',
  'This record was merged into another one. Erase that one: both go together.':
    'Esta ficha se unió a otra. Borre esa: ambas se van juntas.',
  'There is no such version.': 'Esa versión no existe.',
  'There is no such voice.': 'Esa voz no existe.',
  'This is not possible any more: the appointment has changed meanwhile. Look at it again.':
    'Esto ya no es posible: la cita cambió entretanto. Véala de nuevo.',
  'It is too early for this: the appointment’s time has not come.':
    'Es demasiado pronto: todavía no llega la hora de la cita.',
  'This appointment is over or given up already, so nothing was changed.':
    'Esta cita ya terminó o se canceló, así que no se cambió nada.',
  'Somebody was faster: this time has just been taken. The appointment stays where it was. Choose another.':
    'Alguien se adelantó: esta hora acaba de ocuparse. La cita se queda donde estaba. Elija otra.',
  'Somebody was faster: this time has just been taken.': 'Alguien se adelantó: esta hora acaba de ocuparse.',
  'Every session of this plan is booked already, perhaps by somebody else just now. Look at it again.':
    'Todas las sesiones de este plan ya están reservadas, quizá por alguien más ahora mismo. Véalo de nuevo.',
  'A plan starts from an appointment that is booked or was given. This one is neither.':
    'Un plan empieza desde una cita reservada o realizada. Esta no es ninguna de las dos.',
  'Somebody has resolved this conversation already.': 'Alguien ya resolvió esta conversación.',
  'Ava answers here already.': 'Ava ya responde aquí.',
  'A red flag was raised here, so Ava stays out of it. Resolve it when it is done.':
    'Aquí hubo una señal de alarma, así que Ava no interviene. Resuélvala cuando esté atendida.',
  'Google does not answer just now. Nothing was changed. Try again in a moment.':
    'Google no responde en este momento. No se cambió nada. Intente de nuevo en un momento.',
  'Google does not let Ava into this account any more. Connect it again first.':
    'Google ya no deja entrar a Ava en esta cuenta. Conéctela de nuevo primero.',
  'Another article has this title. Give it one of its own.': 'Otro artículo tiene este título. Póngale uno propio.',
  'One of these providers is not at the spa any more. Load the page anew.':
    'Uno de estos profesionales ya no está en el spa. Cargue la página de nuevo.',
  'One of these is not in the catalogue any more.': 'Uno de estos ya no está en el catálogo.',
  'No room is free then.': 'No hay ninguna sala libre a esa hora.',
  'Not free any more.': 'Ya no está libre.',
}

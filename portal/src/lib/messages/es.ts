/** Everything the portal says, in the Spanish of the United States, to people it calls "usted". Typed by the English: a missing word does not compile. */
import type { Messages } from './messages-for.ts'
import { esAccess } from './es-access.ts'
import { esAppointments } from './es-appointments.ts'
import { esCalendar } from './es-calendar.ts'
import { esCalendars } from './es-calendars.ts'
import { esCommands } from './es-commands.ts'
import { esCustomers } from './es-customers.ts'
import { esDevelopers } from './es-developers.ts'
import { esForms } from './es-forms.ts'
import { esInbox } from './es-inbox.ts'
import { esKnowledge } from './es-knowledge.ts'
import { esLook } from './es-look.ts'
import { esMessaging } from './es-messaging.ts'
import { esPersona, esSimulator } from './es-persona.ts'
import { esPlans } from './es-plans.ts'
import { esRecords } from './es-records.ts'
import { esSetUp } from './es-set-up.ts'
import { esTasks } from './es-tasks.ts'
import { esToday } from './es-today.ts'
import { count, list } from './spanish.ts'

export const es: Messages = {
  localeTag: 'es-US',
  product: 'Ava',
  pageTitle: (...parts) => [...parts, 'Ava'].join(' · '),

  access: esAccess,

  signIn: {
    title: 'Iniciar sesión',
    heading: 'Inicie sesión en Ava',
    lead: 'Su recepción: cada conversación, cita y mensaje en un solo lugar.',
    email: 'Correo electrónico',
    password: 'Contraseña',
    submit: 'Iniciar sesión',
    working: 'Iniciando sesión…',
    problems: 'Todavía no ha iniciado sesión',
    noEmail: 'Escriba el correo electrónico con el que inicia sesión.',
    badEmail: 'Eso no es un correo electrónico. Debe parecerse a nombre@suspa.com.',
    noPassword: 'Escriba su contraseña.',
    wrong: 'Ese correo y esa contraseña no corresponden. Revise ambos e intente de nuevo.',
    tooMany: 'Demasiados intentos en poco tiempo. Espere un minuto e intente de nuevo.',
    unavailable: 'El inicio de sesión no responde en este momento. Intente de nuevo en un momento.',
    signedOut: 'Ha cerrado la sesión.',
  },

  shell: {
    skip: 'Ir al contenido',
    skipToConversation: 'Ir a la conversación',
    navigation: 'Principal',
    conversations: 'Conversaciones',
    inbox: 'Bandeja',
    tasks: 'Tareas',
    appointments: 'Citas',
    day: 'Día',
    setUp: 'Ajustes',
    setUpPages: 'Páginas de ajustes',
    withheld: (names) =>
      `Ava no ofrece horas con ${list(names)}: ${names.length === 1 ? 'su calendario no responde' : 'sus calendarios no responden'}. Lo ya reservado se mantiene.`,
    withheldTitle: 'Calendario sin conexión',
    reconnect: 'Reconectar',
    account: 'Cuenta',
    chooseAnotherSpa: 'Elegir otro spa',
    yourSpas: 'Sus spas',
    signOut: 'Cerrar sesión',
    theme: 'Tema',
    themes: { system: 'Sistema', light: 'Claro', dark: 'Oscuro' },
    language: 'Idioma',
    languages: { en: 'English', es: 'Español' },
    liveNow: 'Hablando con Ava ahora',
    liveMore: (n) => `y ${count(n, 'más', 'más')}`,
    sandbox: 'Pruebas',
    sandboxed: (names) =>
      `Modo de pruebas: ${list(names)} ${names.length === 1 ? 'es un sustituto' : 'son sustitutos'}. Nada llega a personas reales.`,
    connection: { connecting: 'Conectando', live: 'En vivo', reconnecting: 'Reconectando' },
    connectionHint: {
      connecting: 'Conectando con las novedades en vivo.',
      live: 'Esta página se actualiza sola.',
      reconnecting: 'Se perdió la conexión. Hasta que vuelva, lo que ve puede no estar al día.',
    },
    roles: {
      owner: 'Dueño o dueña',
      manager: 'Gerencia',
      front_desk: 'Recepción',
      provider: 'Profesional',
      agency: 'Agencia',
    },
  },

  channels: { voice: 'Voz', chat: 'Chat', sms: 'Texto', email: 'Correo', phone: 'Teléfono' },

  outcomes: {
    booked: 'Reservó',
    moved: 'Cambió la cita',
    cancelled: 'Canceló',
    answered: 'Respondida',
    message_taken: 'Dejó un mensaje',
    transferred: 'Pasada a una persona',
    emergency: 'Emergencia',
    abandoned: 'Se fue antes',
  },

  statuses: {
    open: 'Abierta',
    locked: 'Solo personas',
    with_person: 'Con una persona',
    resolved: 'Resuelta',
    ended: 'Terminada',
  },

  conversations: {
    title: 'Conversaciones',
    search: 'Buscar conversaciones',
    searchPlaceholder: 'Nombres, números y palabras',
    submitSearch: 'Buscar',
    filterChannel: 'Canal',
    filterStatus: 'Estado',
    filterOutcome: 'Resultado',
    apply: 'Aplicar filtros',
    clear: 'Quitar filtros',
    timesIn: (zone) => `Horas en ${zone}`,
    visitor: 'Visitante',
    noMessage: 'Aún no se ha dicho nada',
    messages: (n) => count(n, 'mensaje', 'mensajes'),
    openTasks: (n) => count(n, 'tarea', 'tareas'),
    talkingNow: 'Hablando ahora',
    chattingNow: 'Escribiendo ahora',
    older: 'Anteriores',
    newest: 'Volver a lo más reciente',
    pages: 'Páginas de conversaciones',
    emptyTitle: 'Todavía no hay conversaciones',
    emptyText: 'En cuanto alguien hable o escriba a Ava en su sitio web, aparecerá aquí.',
    emptyAction: 'Hablar con Ava en el sitio de ejemplo',
    noMatchTitle: 'Nada coincide',
    noMatchText: 'Ninguna conversación corresponde a esta búsqueda y estos filtros.',
    endOfList: 'No hay nada más antiguo que coincida.',
    chooseTitle: 'Ninguna conversación elegida',
    chooseText: 'Elija una de la lista para leerla aquí.',
    loadingList: 'Cargando la lista',
  },

  conversation: {
    back: 'Todas las conversaciones',
    loading: 'Cargando la conversación',
    transcript: 'Transcripción',
    details: 'Detalles',
    view: 'Qué mostrar',
    emptyTranscript: 'Aún no se ha dicho nada.',
    authors: { customer: 'Cliente', visitor: 'Visitante', ava: 'Ava', staff: 'Recepción', system: 'Aviso' },
    cutOff: 'interrumpida aquí',
    said: (author, text) => `${author}: ${text}`,
    newMessages: (n) => count(n, 'mensaje nuevo', 'mensajes nuevos'),
    toLatest: 'Ir a lo último',
    toolRunning: 'en ello',
    aiPaused: 'Ava guarda silencio aquí: responde una persona.',

    summary: 'Resumen',
    noSummaryLive: 'Ava escribe un resumen cuando termina la conversación.',
    noSummary: 'No hay resumen de esta conversación.',
    tasks: 'Tareas',
    customer: 'Cliente',
    unknownCustomer: 'Ava aún no sabe quién es. El nombre y el contacto aparecerán aquí cuando los dé.',
    noContact: 'Todavía sin teléfono ni correo.',
    kinds: { phone: 'Teléfono', email: 'Correo' },
    verified: 'Verificado',
    claimed: 'Declarado',
    verifiedHint: 'Comprobado con un código',
    claimedHint: 'Dicho por la persona, sin comprobar',
    appointments: 'Citas',
    with: (provider) => `con ${provider}`,
    appointmentStatuses: {
      requested: 'Solicitada, espera su aprobación',
      pending_review: 'En espera de revisión',
      booked: 'Reservada',
      checked_in: 'Ya llegó',
      completed: 'Realizada',
      cancelled: 'Cancelada',
      no_show: 'No se presentó',
    },
    call: 'Llamada',
    callNumber: (n) => `Llamada ${n}`,
    duration: 'Duración',
    ongoing: 'En curso',
    turns: 'Turnos',
    interruptions: 'Interrupciones',
    medianResponse: 'Respuesta mediana',
    model: 'Modelo',
    facts: 'Acerca de',
    started: 'Empezó',
    ended: 'Terminó',
    endReason: 'Terminó porque',
    page: 'Página',
    messageCount: 'Mensajes',
    cost: 'Costo de IA',
    reference: 'Referencia',
    unknown: '–',
  },

  widget: {
    title: 'Widget',
    section: 'Ajustes',
    lead: 'Ponga a Ava en su sitio web: pegue el código en sus páginas y diga qué sitios pueden mostrarla.',
    codeTitle: 'Código para su sitio web',
    codeText:
      'Péguelo en cada página, justo antes de </head>. Los creadores de sitios lo llaman “código personalizado” o “código del encabezado”.',
    codeLabel: 'Código',
    copy: 'Copiar',
    copied: 'Copiado. Péguelo ahora en su sitio web.',
    notCopied: 'El navegador no permitió copiar. Seleccione el código y cópielo usted.',
    websitesTitle: 'Sitios permitidos',
    websitesText: 'Ava aparece en estas direcciones y en ninguna otra. Con www. y sin www. son dos direcciones.',
    emptyTitle: 'Todavía no hay sitios',
    emptyText: 'Ava no puede aparecer en su sitio web hasta que agregue aquí la dirección.',
    remove: 'Quitar',
    removeOne: (origin) => `Quitar ${origin}`,
    address: 'Dirección del sitio web',
    addressHint: 'Por ejemplo https://www.suspa.com',
    add: 'Agregar sitio',
    added: (origin) => `Ava ya puede aparecer en ${origin}.`,
    removed: (origin) => `Ava ya no aparece en ${origin}.`,
    readOnly: 'La dueña o el dueño, la gerencia y las agencias pueden cambiar esta lista.',
  },

  look: esLook,
  developers: esDevelopers,
  tasks: esTasks,
  setUp: esSetUp,
  forms: esForms,
  today: esToday,
  appointments: esAppointments,
  plans: esPlans,
  calendar: esCalendar,
  calendars: esCalendars,
  inbox: esInbox,
  customers: esCustomers,
  records: esRecords,
  commands: esCommands,
  messaging: esMessaging,
  persona: esPersona,
  simulator: esSimulator,
  knowledge: esKnowledge,

  endReasons: {
    visitor: 'La persona se fue',
    ava: 'Ava se despidió',
    idle: 'Ya nadie hablaba',
    limit: 'Se alcanzó el máximo de tiempo o de costo',
    upstream_down: 'El servicio de voz no respondió',
    handed_over: 'Pasó a una persona',
    locked: 'Se oyó una señal de alarma',
    error: 'Algo salió mal',
  },

  time: {
    now: 'ahora',
    minutesAgo: (n) => `hace ${n} min`,
    hoursAgo: (n) => `hace ${n} h`,
    today: 'Hoy',
    yesterday: 'Ayer',
    seconds: (n) => `${n} s`,
    minutes: (n) => `${n} min`,
    hours: (n) => `${n} h`,
  },

  money: {
    under: (amount) => `menos de ${amount}`,
  },

  problem: {
    late: 'El servidor tardó demasiado en responder. Intente de nuevo en un momento.',
    unreachable: 'El servidor no responde en este momento. Intente de nuevo en un momento.',
    noSpa: 'Ha iniciado sesión, pero todavía no pertenece a ningún spa. Pida una invitación a la dirección de su spa.',
    foreignForm:
      'Este formulario se envió desde otro sitio, así que no se hizo nada. Abra el portal e intente desde ahí.',
    byStatus: (status) => {
      if (status === 403) return 'No tiene permiso para ver esto. Si debería tenerlo, pídalo a la dirección del spa.'
      if (status === 404) return 'No hay nada en esta dirección. Puede que se haya quitado o que sea de otro spa.'
      if (status === 429) return 'Fue demasiado a la vez. Espere un minuto e intente de nuevo.'
      if (status >= 500) return 'Algo falló de nuestro lado. Intente de nuevo en un momento.'
      return 'Eso no funcionó. Regrese e intente de nuevo.'
    },
    titles: (status) => {
      if (status === 403) return 'Sin acceso'
      if (status === 404) return 'No encontrado'
      if (status === 503 || status === 504) return 'El servidor no responde'
      return status >= 500 ? 'Algo falló' : 'Eso no funcionó'
    },
    retry: 'Intentar de nuevo',
    home: 'A sus conversaciones',
    quote: (requestId) => `Indique esto al soporte: ${requestId}`,
  },
}

import type { Credential, ServiceDraft, ServiceSegment } from '@ava/protocol/portal/set-up-services.ts'

/** A usual service of a med spa, to begin with: every value is the spa's to change, prices first of all. */
export interface TemplateService extends Pick<
  ServiceDraft,
  | 'name'
  | 'category'
  | 'description'
  | 'priceFromCents'
  | 'priceToCents'
  | 'priceNote'
  | 'depositCents'
  | 'repeatNote'
  | 'aliases'
  | 'segments'
  | 'allowedCredentials'
> {
  key: string
}

const examiner: Credential[] = ['MD', 'DO', 'NP', 'PA']
const injector: Credential[] = [...examiner, 'RN']
const skin: Credential[] = [...injector, 'aesthetician']
const laser: Credential[] = [...injector, 'laser_operator']

/** Numbing in the room alone, the treatment, and turning the room over: minutes that are 0 are left out. */
function visit(
  minutes: { numbing?: number; treatment: number; turnOver?: number },
  kinds = ['treatment_room'],
): ServiceSegment[] {
  const { numbing = 0, treatment, turnOver = 10 } = minutes
  const parts: ServiceSegment[] = [
    { name: 'Numbing', durationMin: numbing, needsProvider: false, needsResources: kinds, isVisible: true },
    { name: 'Treatment', durationMin: treatment, needsProvider: true, needsResources: kinds, isVisible: true },
    { name: 'Turn-over', durationMin: turnOver, needsProvider: false, needsResources: kinds, isVisible: false },
  ]
  return parts.filter(({ durationMin }) => durationMin > 0)
}

type Short = Pick<TemplateService, 'name' | 'description' | 'aliases' | 'segments'> & {
  /** In dollars, from and (where it is a range) to. */
  price: [number, number?]
  note?: string
  deposit?: number
  repeat?: string
}

function group(category: string, allowedCredentials: Credential[], services: Record<string, Short>): TemplateService[] {
  return Object.entries(services).map(([key, { price, note, deposit = 0, repeat, ...service }]) => ({
    key,
    category,
    allowedCredentials,
    ...service,
    priceFromCents: price[0] * 100,
    priceToCents: price[1] === undefined ? null : price[1] * 100,
    priceNote: note ?? null,
    depositCents: deposit * 100,
    repeatNote: repeat ?? null,
  }))
}

/** Prices and lengths as spas in the United States commonly publish them. */
export const templateServices: readonly TemplateService[] = [
  ...group('Consultation', examiner, {
    consultation: {
      name: 'Consultation',
      description:
        'A first visit with a medical provider: your goals, your history, a good-faith exam and a plan with exact prices.',
      price: [100],
      note: 'credited towards your first treatment',
      repeat: 'once a year, or when your medicines change',
      aliases: ['consult', 'good faith exam', 'first visit', 'new client visit'],
      segments: visit({ treatment: 30, turnOver: 0 }),
    },
    'virtual-consultation': {
      name: 'Virtual consultation',
      description: 'A video visit with a medical provider to talk about your goals before you come in.',
      price: [50],
      aliases: ['online consultation', 'video consultation', 'telehealth'],
      segments: [{ name: 'Call', durationMin: 20, needsProvider: true, needsResources: [], isVisible: true }],
    },
  }),
  ...group('Injectables', injector, {
    botox: {
      name: 'Botox',
      description:
        'A neuromodulator that softens lines of expression on the forehead, between the brows and around the eyes.',
      price: [200, 600],
      note: '$12 to $16 a unit; most clients have 20 to 40 units, and the provider tells you the exact number first',
      deposit: 50,
      repeat: 'every 3 to 4 months',
      aliases: ['tox', 'neurotoxin', 'wrinkle relaxer', 'forehead lines', 'crow’s feet', 'frown lines'],
      segments: visit({ treatment: 30 }),
    },
    dysport: {
      name: 'Dysport',
      description: 'A neuromodulator for frown lines and other lines of expression.',
      price: [200, 500],
      note: 'priced by the unit; the provider tells you the exact number first',
      deposit: 50,
      repeat: 'every 3 to 4 months',
      aliases: ['wrinkle relaxer dysport'],
      segments: visit({ treatment: 30 }),
    },
    'lip-flip': {
      name: 'Lip flip',
      description: 'A few units of neuromodulator that let the upper lip roll out a little.',
      price: [80, 120],
      repeat: 'every 2 to 3 months',
      aliases: ['lip flip botox'],
      segments: visit({ treatment: 20 }),
    },
    masseter: {
      name: 'Masseter treatment',
      description: 'A neuromodulator for the muscles of the jaw, for a softer jaw line or clenching.',
      price: [350, 700],
      deposit: 50,
      repeat: 'every 4 to 6 months',
      aliases: ['jaw botox', 'jaw slimming', 'clenching', 'TMJ'],
      segments: visit({ treatment: 30 }),
    },
    'dermal-filler': {
      name: 'Dermal filler',
      description: 'Hyaluronic-acid filler for cheeks, smile lines and under the eyes.',
      price: [650, 1800],
      note: 'per syringe; most clients have one or two',
      deposit: 100,
      repeat: 'every 9 to 18 months',
      aliases: ['filler', 'cheek filler', 'under-eye filler', 'juvederm', 'restylane'],
      segments: visit({ numbing: 15, treatment: 45 }),
    },
    'lip-filler': {
      name: 'Lip filler',
      description: 'Hyaluronic-acid filler for shape and volume of the lips.',
      price: [600, 850],
      note: 'per syringe',
      deposit: 100,
      repeat: 'every 6 to 12 months',
      aliases: ['lips', 'lip injections', 'lip augmentation'],
      segments: visit({ numbing: 20, treatment: 40 }),
    },
    'filler-dissolving': {
      name: 'Filler dissolving',
      description: 'Hyaluronidase to dissolve hyaluronic-acid filler.',
      price: [250, 600],
      deposit: 50,
      aliases: ['hyaluronidase', 'dissolve filler', 'remove filler'],
      segments: visit({ treatment: 30 }),
    },
    biostimulator: {
      name: 'Sculptra',
      description: 'A biostimulator that lets the skin rebuild collagen over several months.',
      price: [850, 1700],
      note: 'per vial; most clients have two to four over several visits',
      deposit: 100,
      aliases: ['biostimulator', 'collagen stimulator', 'radiesse'],
      segments: visit({ numbing: 15, treatment: 60 }),
    },
    prp: {
      name: 'PRP injections',
      description: 'Platelets from your own blood for the skin or for thinning hair.',
      price: [600, 900],
      deposit: 100,
      repeat: 'three visits, four to six weeks apart',
      aliases: ['platelet rich plasma', 'hair restoration', 'vampire facial'],
      segments: visit({ treatment: 60 }),
    },
    'double-chin': {
      name: 'Kybella',
      description: 'Deoxycholic acid for fullness under the chin.',
      price: [600, 1200],
      note: 'per visit; most clients have two to four',
      deposit: 100,
      aliases: ['double chin', 'chin fat'],
      segments: visit({ treatment: 40 }),
    },
  }),
  ...group('Skin', skin, {
    'signature-facial': {
      name: 'Signature facial',
      description: 'Cleansing, exfoliation, extractions and a mask for what your skin needs today.',
      price: [120, 180],
      repeat: 'every 4 to 6 weeks',
      aliases: ['facial', 'deep cleansing facial'],
      segments: visit({ treatment: 60 }),
    },
    hydrafacial: {
      name: 'HydraFacial',
      description: 'Cleansing, exfoliation and hydration with a device, without downtime.',
      price: [199, 350],
      repeat: 'every 4 to 6 weeks',
      aliases: ['hydra facial', 'hydrodermabrasion'],
      segments: visit({ treatment: 45 }),
    },
    dermaplaning: {
      name: 'Dermaplaning',
      description: 'A fine blade takes off dead skin and peach fuzz.',
      price: [90, 150],
      repeat: 'every 4 weeks',
      aliases: ['face shaving', 'peach fuzz'],
      segments: visit({ treatment: 45 }),
    },
    'chemical-peel': {
      name: 'Chemical peel',
      description: 'A peel chosen for your skin, from light to medium.',
      price: [120, 350],
      note: 'depends on the peel',
      repeat: 'every 4 to 6 weeks',
      aliases: ['peel', 'VI peel', 'glycolic peel'],
      segments: visit({ treatment: 45 }),
    },
    microneedling: {
      name: 'Microneedling',
      description: 'Fine needles set off the skin’s own repair, for texture, pores and scars.',
      price: [275, 400],
      deposit: 50,
      repeat: 'three to six visits, four weeks apart',
      aliases: ['collagen induction', 'skinpen', 'derma pen'],
      segments: visit({ numbing: 30, treatment: 45, turnOver: 15 }),
    },
    'rf-microneedling': {
      name: 'RF microneedling',
      description: 'Microneedling with radio frequency, for firmness and scars.',
      price: [700, 1200],
      deposit: 100,
      repeat: 'three visits, four to six weeks apart',
      aliases: ['morpheus8', 'radio frequency microneedling'],
      segments: visit({ numbing: 45, treatment: 60, turnOver: 15 }, ['treatment_room', 'rf_device']),
    },
    'led-therapy': {
      name: 'LED light therapy',
      description: 'Red or blue light for calm, clear skin.',
      price: [45, 90],
      aliases: ['red light', 'blue light', 'light therapy'],
      segments: visit({ treatment: 30, turnOver: 5 }),
    },
    'acne-treatment': {
      name: 'Acne facial',
      description: 'A facial with extractions and calming care for skin that breaks out.',
      price: [130, 190],
      repeat: 'every 2 to 4 weeks',
      aliases: ['acne', 'breakouts', 'extractions'],
      segments: visit({ treatment: 60 }),
    },
  }),
  ...group('Laser', laser, {
    'laser-hair-removal-small': {
      name: 'Laser hair removal, small area',
      description: 'Upper lip, chin or underarms.',
      price: [75, 150],
      note: 'per visit; most clients have six to eight',
      repeat: 'every 4 to 6 weeks',
      aliases: ['laser hair removal', 'LHR', 'underarms', 'upper lip'],
      segments: visit({ treatment: 20 }, ['laser_room']),
    },
    'laser-hair-removal-large': {
      name: 'Laser hair removal, large area',
      description: 'Legs, back or chest.',
      price: [250, 500],
      note: 'per visit; most clients have six to eight',
      deposit: 50,
      repeat: 'every 6 to 8 weeks',
      aliases: ['laser legs', 'laser back', 'full legs'],
      segments: visit({ treatment: 60 }, ['laser_room']),
    },
    ipl: {
      name: 'IPL photofacial',
      description: 'Pulsed light for sun spots, redness and uneven colour.',
      price: [300, 450],
      deposit: 50,
      repeat: 'three visits, four weeks apart',
      aliases: ['photofacial', 'photo facial', 'IPL', 'BBL', 'sun spots'],
      segments: visit({ treatment: 45 }, ['laser_room']),
    },
    'laser-resurfacing': {
      name: 'Laser resurfacing',
      description: 'Fractional laser for lines, scars and texture, with some days of downtime.',
      price: [500, 1500],
      deposit: 100,
      aliases: ['fraxel', 'fractional laser', 'CO2 laser', 'clear and brilliant'],
      segments: visit({ numbing: 45, treatment: 45, turnOver: 15 }, ['laser_room']),
    },
    'tattoo-removal': {
      name: 'Tattoo removal',
      description: 'Laser that breaks up the ink over several visits.',
      price: [150, 500],
      note: 'depends on the size; the provider tells you first',
      repeat: 'every 6 to 8 weeks',
      aliases: ['laser tattoo removal'],
      segments: visit({ numbing: 20, treatment: 30 }, ['laser_room']),
    },
    'vascular-laser': {
      name: 'Vascular laser',
      description: 'Laser for broken capillaries and small spider veins.',
      price: [250, 400],
      deposit: 50,
      aliases: ['spider veins', 'broken capillaries', 'redness laser'],
      segments: visit({ treatment: 30 }, ['laser_room']),
    },
  }),
  ...group('Body', injector, {
    'body-contouring': {
      name: 'Body contouring',
      description: 'A device that freezes or heats fat in one area, without surgery.',
      price: [700, 1500],
      note: 'per area',
      deposit: 100,
      aliases: ['coolsculpting', 'fat freezing', 'emsculpt'],
      segments: visit({ treatment: 60 }, ['treatment_room', 'body_contouring']),
    },
    'skin-tightening': {
      name: 'Skin tightening',
      description: 'Radio frequency or ultrasound for firmer skin of face, neck or body.',
      price: [400, 2500],
      deposit: 100,
      aliases: ['ultherapy', 'thermage', 'neck tightening'],
      segments: visit({ treatment: 60 }, ['treatment_room', 'rf_device']),
    },
    'cellulite-treatment': {
      name: 'Cellulite treatment',
      description: 'A treatment for dimples of thighs and buttocks.',
      price: [350, 900],
      deposit: 100,
      aliases: ['cellulite'],
      segments: visit({ treatment: 60 }),
    },
  }),
  ...group('Wellness', injector, {
    'iv-hydration': {
      name: 'IV hydration',
      description: 'Fluids and vitamins by infusion, after a short medical check.',
      price: [150, 275],
      aliases: ['IV drip', 'vitamin drip', 'myers cocktail', 'hangover drip'],
      segments: visit({ treatment: 60 }, ['iv_chair']),
    },
    'vitamin-shot': {
      name: 'Vitamin injection',
      description: 'B12 and other vitamins as a short injection.',
      price: [25, 50],
      repeat: 'every week or month',
      aliases: ['B12 shot', 'vitamin shot', 'lipo shot'],
      segments: visit({ treatment: 15, turnOver: 5 }),
    },
    'weight-management': {
      name: 'Weight management consultation',
      description: 'A medical visit about weight: history, measurements, labs, and what could help.',
      price: [150, 250],
      repeat: 'every month',
      aliases: ['weight loss', 'semaglutide', 'GLP-1', 'tirzepatide'],
      segments: visit({ treatment: 45, turnOver: 0 }),
    },
    'hormone-consultation': {
      name: 'Hormone consultation',
      description: 'A medical visit about hormones: history, labs, and what could help.',
      price: [200, 350],
      aliases: ['hormone therapy', 'HRT', 'bioidentical hormones'],
      segments: visit({ treatment: 45, turnOver: 0 }),
    },
  }),
  ...group('Brows, lashes and waxing', ['aesthetician'], {
    'brow-lamination': {
      name: 'Brow lamination',
      description: 'Sets the brows in shape for some weeks, with a tint if you like.',
      price: [75, 120],
      repeat: 'every 6 weeks',
      aliases: ['brows', 'brow tint'],
      segments: visit({ treatment: 45 }),
    },
    'lash-lift': {
      name: 'Lash lift and tint',
      description: 'Lifts and darkens your own lashes.',
      price: [85, 140],
      repeat: 'every 6 to 8 weeks',
      aliases: ['lashes', 'lash tint'],
      segments: visit({ treatment: 60 }),
    },
    waxing: {
      name: 'Waxing',
      description: 'Face or body, by area.',
      price: [15, 90],
      note: 'depends on the area',
      repeat: 'every 4 weeks',
      aliases: ['brow wax', 'brazilian', 'bikini wax'],
      segments: visit({ treatment: 30 }),
    },
  }),
]

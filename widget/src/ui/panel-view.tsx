import type { WidgetModel } from '../model/widget-model.ts'
import { CallBar } from './call-bar.tsx'
import { Composer } from './composer.tsx'
import { FirstScreen } from './first-screen.tsx'
import { Header } from './header.tsx'
import { NoticeBar, StartOverQuestion } from './notice-bar.tsx'
import { TranscriptLog } from './transcript-log.tsx'
import { usePanelManners } from './use-panel-manners.ts'

/** One dialog. Stays in the document when closed, with the live region that speaks for it. */
export function PanelView({ model }: { model: WidgetModel }) {
  const panel = usePanelManners(model)
  const strings = model.strings.value
  const isEmpty = model.conversation.transcript.value.length === 0
  return (
    <>
      <div class="visually-hidden" role="status" aria-live="polite">
        {model.conversation.announcement}
      </div>
      <section
        ref={panel}
        class="panel"
        role="dialog"
        aria-label={strings.dialog(model.personaName.value)}
        hidden={!model.isOpen.value}
        lang={strings.language}
        tabIndex={-1}
      >
        <Header model={model} />
        <div class="middle">{isEmpty ? <FirstScreen model={model} /> : <TranscriptLog model={model} />}</div>
        <div class="bottom">
          {model.isAskingToStartOver.value ? <StartOverQuestion model={model} /> : <NoticeBar model={model} />}
          <CallBar model={model} />
          <Composer model={model} />
        </div>
      </section>
    </>
  )
}

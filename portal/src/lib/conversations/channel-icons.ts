import AudioLines from '@lucide/svelte/icons/audio-lines'
import Mail from '@lucide/svelte/icons/mail'
import MessageCircle from '@lucide/svelte/icons/message-circle'
import Phone from '@lucide/svelte/icons/phone'
import Smartphone from '@lucide/svelte/icons/smartphone'
import type { ConversationSummary } from '@ava/protocol/portal/conversations.ts'
import type { Component } from 'svelte'

export const channelIcons: Record<
  ConversationSummary['channel'],
  Component<{ size?: number; class?: string; 'aria-hidden'?: 'true' }>
> = { voice: AudioLines, chat: MessageCircle, sms: Smartphone, email: Mail, phone: Phone }

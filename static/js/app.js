/** The page comes to life. Each module stands alone: where a page lacks what one looks after, it rests. */

import { startActs } from "./act.js";
import { startAround } from "./around.js";
import { startActivity } from "./activity.js";
import { startBusy } from "./busy.js";
import { startCard } from "./card.js";
import { startChats } from "./chat.js";
import { startChime } from "./chime.js";
import { startClips } from "./clip.js";
import { startComposer } from "./composer.js";
import { startConnection } from "./connection.js";
import { stamp } from "./cursor.js";
import { startDrafts } from "./drafts.js";
import { startEmoji } from "./emoji.js";
import { startFeed } from "./feed.js";
import { startField } from "./field.js";
import { startGrids } from "./grid.js";
import { startHearts } from "./heart.js";
import { startServiceWorker } from "./install.js";
import { apply } from "./live.js";
import { startLeaving } from "./leaving.js";
import { startLog } from "./log.js";
import { startMenus } from "./menu.js";
import { startMessages } from "./message.js";
import { startOthers } from "./others.js";
import { startOutbox } from "./outbox.js";
import { startPages } from "./pages.js";
import { startPanes } from "./panes.js";
import { startPicker } from "./picker.js";
import { startPicks } from "./pick.js";
import { startPlay } from "./play.js";
import { startPresence } from "./presence.js";
import { startPresses } from "./press.js";
import { startQuotes } from "./quote.js";
import { startRead } from "./read.js";
import { startReelActs } from "./reel_acts.js";
import { startReports } from "./report.js";
import { startRemoving } from "./remove.js";
import { startReplies } from "./reply.js";
import { startSelection } from "./select.js";
import { isSignedIn } from "./session.js";
import { startSharing } from "./sharing.js";
import { startShortcuts } from "./shortcuts.js";
import { socketState, startSocket } from "./socket.js";
import { startSwipes } from "./swipe.js";
import { startSync } from "./sync.js";
import { startTabs } from "./tabs.js";
import { startTimes } from "./times.js";
import { startToasts } from "./toast.js";
import { startTyping } from "./typing.js";
import { startUnread } from "./unread.js";
import { startUploads } from "./upload.js";
import { startWaits } from "./waits.js";
import { startWalk } from "./walk.js";

function startSession() {
  for (const start of [startOthers, startOutbox, startPanes, startField, startLog, startCard, startComposer]) start();
  for (const start of [startPages, startUnread, startSync, startRead, startActs, startConnection, startSocket]) start();
  for (const start of [startMenus, startPresses, startMessages, startHearts, startQuotes, startReplies]) start();
  for (const start of [startSwipes, startSelection, startRemoving, startChats, startTyping, startWalk]) start();
  startReelActs();
  startWaits();
  startChime();
  startActivity();
  for (const start of [startGrids, startTabs, startEmoji, startPicks, startUploads, startPicker]) start();
  startShortcuts();
  startAround();
  startPresence();
  startReports();
  startDrafts();
}

startLeaving();
startBusy();
if (isSignedIn()) startSession();
startTimes();
startPlay();
startClips();
startFeed();
startSharing();
startToasts();
startServiceWorker();

/** For tests and for the curious: where this tab stands, and the door by which frames come in. */
window.paperplane = { stamp, socketState, apply };

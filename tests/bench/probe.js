/* Watches, inside a page, when pictures of others appear: installed before the page's own code. */
(() => {
  const peers = [];
  const Native = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Native {
    constructor(...parameters) {
      super(...parameters);
      peers.push(this);
    }
  };

  const probe = { clickedAt: 0, firstFrameAt: 0, stageColour: '', stageColourAt: 0 };
  window.benchProbe = probe;
  addEventListener(
    'click',
    (event) => {
      probe.clickedAt = event.timeStamp;
      probe.firstFrameAt = 0;
    },
    true,
  );

  const isRemote = (video) =>
    (video.srcObject?.getVideoTracks() ?? []).some((track) =>
      peers.some((peer) => peer.getReceivers().some((receiver) => receiver.track === track)),
    );

  const pixel = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const colourOf = (video) => {
    pixel.drawImage(video, 0, 0, 1, 1);
    const [red, , blue] = pixel.getImageData(0, 0, 1, 1).data;
    return red > blue ? 'red' : 'blue';
  };

  const isOnStage = (video) => video.closest('[data-testid="stage"]') !== null;

  const noteFrame = (video) => {
    const now = performance.now();
    if (probe.firstFrameAt === 0) probe.firstFrameAt = now;
    if (isOnStage(video)) {
      const colour = colourOf(video);
      if (colour !== probe.stageColour) {
        probe.stageColour = colour;
        probe.stageColourAt = now;
      }
    }
    video.requestVideoFrameCallback(() => noteFrame(video));
  };

  const watched = new WeakSet();
  const look = () => {
    for (const video of document.querySelectorAll('video')) {
      if (watched.has(video) || !isRemote(video)) continue;
      watched.add(video);
      video.requestVideoFrameCallback(() => noteFrame(video));
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);

  window.benchFreezes = async () => {
    let freezes = 0;
    for (const peer of peers)
      for (const report of (await peer.getStats()).values())
        if (report.type === 'inbound-rtp') freezes += report.freezeCount ?? 0;
    return freezes;
  };
})();

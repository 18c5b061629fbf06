"""What axe-core finds on a page: where screen readers or weak eyes would stumble."""

from pathlib import Path

from playwright.sync_api import Page

_AXE = Path(__file__).parents[2] / "web/node_modules/axe-core/axe.min.js"
_RUN = """
async () => {
  // What still fades in has no colours of its own yet.
  const moving = (animation) =>
    animation.playState === 'running' && animation.effect.getComputedTiming().endTime !== Infinity
  for (let quiet = 0; quiet < 20; ) {
    await new Promise(requestAnimationFrame)
    quiet = document.getAnimations().some(moving) ? 0 : quiet + 1
  }
  const { violations, incomplete } = await window.axe.run(document, {
    runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
  })
  const told = (rule, node) => `${rule.id}: ${node.target.join(' ')}`
  return [
    ...violations
      .filter((rule) => rule.impact === 'serious' || rule.impact === 'critical')
      .flatMap((rule) => rule.nodes.map((node) => told(rule, node))),
    // Text in its own background's colour is filed under "incomplete".
    ...incomplete.flatMap((rule) =>
      rule.nodes
        .filter((node) => node.any.some((check) => check.data?.messageKey === 'equalRatio'))
        .map((node) => told(rule, node)),
    ),
  ]
}
"""


def axe_findings(page: Page) -> list[str]:
    """Serious findings and text of 1:1 contrast, a line each. Axe is put in past the page's CSP."""
    session = page.context.new_cdp_session(page)
    session.send("Page.setBypassCSP", {"enabled": True})
    page.evaluate(_AXE.read_text())
    found: list[str] = page.evaluate(_RUN)
    session.detach()
    return found

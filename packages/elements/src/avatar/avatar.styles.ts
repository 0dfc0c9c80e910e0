import { css } from "lit";

/** Elements set the size by `--_avatar`. Text has a contrast of at least 4.5 on each tone. */
export const avatarStyles = css`
  .avatar {
    position: relative; display: inline-grid; place-items: center; flex: none; overflow: hidden;
    inline-size: var(--_avatar, 32px); block-size: var(--_avatar, 32px); border-radius: 50%;
    font-size: calc(var(--_avatar, 32px) * .375); font-weight: 600; line-height: 1; letter-spacing: .02em;
    color: #fff; background: #4650c8; user-select: none;
  }
  .avatar img[data-failed] { visibility: hidden; }
  .avatar img { position: absolute; inset: 0; inline-size: 100%; block-size: 100%; object-fit: cover; }
  .tone-1 { background: #0f6e84; }
  .tone-2 { background: #8a3c9e; }
  .tone-3 { background: #a0462a; }
  .tone-4 { background: #2e7044; }
  .tone-5 { background: #a23560; }
  @media (forced-colors: active) { .avatar { border: 1px solid CanvasText; } }
`;

import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** Nothing from elsewhere, nothing inline, nothing that turns a string into script. Captured content is hostile. */
const directives = {
  'default-src': ["'none'"],
  'script-src': ["'self'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'font-src': ["'self'"],
  'connect-src': ["'self'"],
  'manifest-src': ["'self'"],
  'form-action': ["'self'"],
  'base-uri': ["'none'"],
  'frame-src': ["'none'"],
  'frame-ancestors': ["'none'"],
  'object-src': ["'none'"],
  'require-trusted-types-for': ["'script'"],
  'trusted-types': ["'none'"],
};

/** No powerful feature is of use here. */
const permissionsPolicy = 'camera=(), microphone=(), geolocation=(), clipboard-read=()';

/**
 * The headers of every answer of the inspector, errors included.
 * @param isHttps whether browsers reach it by https: only then HSTS, which on plain localhost would break other ports
 */
export function securityHeaders(isHttps: boolean): RequestHandler {
  const setHelmet = helmet({
    contentSecurityPolicy: { useDefaults: false, directives },
    crossOriginEmbedderPolicy: false,
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'no-referrer' },
    strictTransportSecurity: isHttps,
    xFrameOptions: { action: 'deny' },
  });
  return (request, response, next) => {
    response.setHeader('Permissions-Policy', permissionsPolicy);
    // Everything is either somebody's data or changes with the next event.
    response.setHeader('Cache-Control', 'no-store');
    setHelmet(request, response, next);
  };
}

/** Instead of the above, for bytes that were captured: whatever they are, they may do nothing. */
export const sandboxPolicy = "default-src 'none'; sandbox";

/**
 * A certificate for 127.0.0.1 that nobody signed but itself, and its key; made for these tests with
 * `openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 36500`. It guards nothing.
 */
export const LOOPBACK_CERTIFICATE = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgzYCQU1C1l2kV9w47
dhvVIk2g9m8ufOhVGtiYq06tkK6hRANCAAR2t1vUGUHCvhsZ/4wOb75JFjixwwRm
rxhyb0bHjc7WqLvomWALl7PBVPEnruQgIwwv5AqmuWvp6cfNiim1/J1K
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBjzCCATagAwIBAgIUb/aM/Oo8NO+VctvoZ4wkbDqQmcEwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJMTI3LjAuMC4xMCAXDTI2MTEyMjIwMjkzNFoYDzIxMjYxMDI5
MjAyOTM0WjAUMRIwEAYDVQQDDAkxMjcuMC4wLjEwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAAR2t1vUGUHCvhsZ/4wOb75JFjixwwRmrxhyb0bHjc7WqLvomWALl7PB
VPEnruQgIwwv5AqmuWvp6cfNiim1/J1Ko2QwYjAdBgNVHQ4EFgQUlJTLJlx1g4aM
YZj3DX7IwWpPglAwHwYDVR0jBBgwFoAUlJTLJlx1g4aMYZj3DX7IwWpPglAwDwYD
VR0TAQH/BAUwAwEB/zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0cAMEQC
IDfHve3cUZxae7hoGVCdjgDAd300Ryo+9x2CROn2uKXHAiAIB4rMfYv3KALlLAbw
cpxlysUXyWO3gJfii04CQ4oS+g==
-----END CERTIFICATE-----
`,
};

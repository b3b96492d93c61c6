/** A key and certificates for 127.0.0.1, for specs alone: each is valid from 2001 on, so that a wrong clock does no harm. */
export interface Certificate {
  readonly key: string
  readonly cert: string
}

const key = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgqdxlx0UE1yJLrPww
AGlEJDTp3h4GbMCDjwtnTLgZdl+hRANCAASicGbQ/vvZ9Zb6ean/RAir0xHOijYZ
HUmaRexJxU8plnUi9jtfevpAsCKnK8+pGlTKqNmHspUqmQB4RYea2hFV
-----END PRIVATE KEY-----`

/** Self-signed: trusted by a client that has it as `ca`. */
export const certificate: Certificate = {
  key,
  cert: `-----BEGIN CERTIFICATE-----
MIIBZzCCAQ2gAwIBAgIBAzAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwIBcNMDEwMTAxMDAwMDAwWhgPMjA5OTEyMzEwMDAwMDBaMBQxEjAQBgNVBAMM
CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABKJwZtD++9n1lvp5
qf9ECKvTEc6KNhkdSZpF7EnFTymWdSL2O196+kCwIqcrz6kaVMqo2YeylSqZAHhF
h5raEVWjTjBMMBoGA1UdEQQTMBGHBH8AAAGCCWxvY2FsaG9zdDAPBgNVHRMBAf8E
BTADAQH/MB0GA1UdDgQWBBQmj0eFOWyL/Gyncg8+0kr7t1ecIzAKBggqhkjOPQQD
AgNIADBFAiEAlpW3jSVC9cBS/KWkG/UJ3I495wi0HNlXnFMwTNLky48CICdbczWz
015xu0wihkcOgRmxFyHUSj2O4rSmx8mIeoZ9
-----END CERTIFICATE-----`,
}

/** Self-signed, and valid until 2002. */
export const expired: Certificate = {
  key,
  cert: `-----BEGIN CERTIFICATE-----
MIIBZDCCAQugAwIBAgIBATAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwHhcNMDEwMTAxMDAwMDAwWhcNMDIwMTAxMDAwMDAwWjAUMRIwEAYDVQQDDAls
b2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAASicGbQ/vvZ9Zb6ean/
RAir0xHOijYZHUmaRexJxU8plnUi9jtfevpAsCKnK8+pGlTKqNmHspUqmQB4RYea
2hFVo04wTDAaBgNVHREEEzARhwR/AAABgglsb2NhbGhvc3QwDwYDVR0TAQH/BAUw
AwEB/zAdBgNVHQ4EFgQUJo9HhTlsi/xsp3IPPtJK+7dXnCMwCgYIKoZIzj0EAwID
RwAwRAIgfdEqi+tBl4/PKQYF1N6ZVDBYLqE0zL3rA2Tk1spgrQACIE2jWvt/pgAE
8V0NeKMPwY/PYWLOzzYtvw+i9gMpQK6F
-----END CERTIFICATE-----`,
}

/** Self-signed, for another host. */
export const elsewhere: Certificate = {
  key,
  cert: `-----BEGIN CERTIFICATE-----
MIIBaTCCAQ+gAwIBAgIBAjAKBggqhkjOPQQDAjAUMRIwEAYDVQQDDAlsb2NhbGhv
c3QwIBcNMDEwMTAxMDAwMDAwWhgPMjA5OTEyMzEwMDAwMDBaMBQxEjAQBgNVBAMM
CWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABKJwZtD++9n1lvp5
qf9ECKvTEc6KNhkdSZpF7EnFTymWdSL2O196+kCwIqcrz6kaVMqo2YeylSqZAHhF
h5raEVWjUDBOMBwGA1UdEQQVMBOCEWVsc2V3aGVyZS5leGFtcGxlMA8GA1UdEwEB
/wQFMAMBAf8wHQYDVR0OBBYEFCaPR4U5bIv8bKdyDz7SSvu3V5wjMAoGCCqGSM49
BAMCA0gAMEUCIHyvx6+HanYmIHsbdB+pa+ZibuslIcGyuhZeWJNieayAAiEAghJ+
t1jqyaGSrZj+vZuxzW41MK8nM+qxlyNbF69ce2g=
-----END CERTIFICATE-----`,
}

/** Signed by an unknown authority. */
export const unknownIssuer: Certificate = {
  key,
  cert: `-----BEGIN CERTIFICATE-----
MIIBdzCCAR2gAwIBAgIBBDAKBggqhkjOPQQDAjAfMR0wGwYDVQQDDBRBbiB1bmtu
b3duIGF1dGhvcml0eTAgFw0wMTAxMDEwMDAwMDBaGA8yMDk5MTIzMTAwMDAwMFow
FDESMBAGA1UEAwwJMTI3LjAuMC4xMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
onBm0P772fWW+nmp/0QIq9MRzoo2GR1JmkXsScVPKZZ1IvY7X3r6QLAipyvPqRpU
yqjZh7KVKpkAeEWHmtoRVaNTMFEwDwYDVR0RBAgwBocEfwAAATAdBgNVHQ4EFgQU
Jo9HhTlsi/xsp3IPPtJK+7dXnCMwHwYDVR0jBBgwFoAUTAdjBd5qepRHNg9N/JBd
fDxA5g0wCgYIKoZIzj0EAwIDSAAwRQIgPSmRHyJNiAOrwZ/S4uOKrUsozPEn3qAc
2sgmCh7uqe4CIQCoIN8pTbBqAVfZU/NZm0EfK9tWPP1IUWxsEAx81366jw==
-----END CERTIFICATE-----`,
}

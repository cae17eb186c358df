package io.routelb.kube.daemon;

import io.kubernetes.client.util.SSLUtils;
import io.routelb.model.InvalidValueException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A certificate chain and its private key, as they stand in a Secret of type {@code kubernetes.io/tls}. The key fits the first
 * certificate: what clients would refuse is refused here.
 */
record ServerIdentity(PrivateKey key, List<X509Certificate> chain) {
    /** Names in the Secret. */
    static final String CERTIFICATE = "tls.crt";

    static final String KEY = "tls.key";

    /** openssl writes the parameters of an EC key before it; they say nothing that the key does not. */
    private static final Pattern KEY_BLOCK =
            Pattern.compile("-----BEGIN ([A-Z ]*)PRIVATE KEY-----[A-Za-z0-9+/=\\s:,-]*?-----END \\1PRIVATE KEY-----");

    private static final byte[] PROBE = "routelb".getBytes(StandardCharsets.US_ASCII);

    ServerIdentity {
        chain = List.copyOf(chain);
    }

    /**
     * Reads both entries, PEM; the key as PKCS#1, SEC1 or PKCS#8, RSA or EC or Ed25519, not encrypted.
     *
     * @throws InvalidValueException saying which entry is wrong and why, without any of its content
     */
    static ServerIdentity parse(Map<String, byte[]> secret, Instant now) throws InvalidValueException {
        List<X509Certificate> chain = chain(secret.getOrDefault(CERTIFICATE, new byte[0]));
        X509Certificate first = chain.getFirst();
        if (now.isAfter(first.getNotAfter().toInstant())) {
            throw new InvalidValueException(
                    CERTIFICATE + " expired at " + first.getNotAfter().toInstant());
        }
        PrivateKey key = key(secret.getOrDefault(KEY, new byte[0]), first.getPublicKey());
        if (!fits(key, first.getPublicKey())) {
            throw new InvalidValueException(KEY + " is not the key of " + CERTIFICATE);
        }
        return new ServerIdentity(key, chain);
    }

    /** When clients begin to refuse it. */
    Instant expires() {
        return chain.getFirst().getNotAfter().toInstant();
    }

    private static List<X509Certificate> chain(byte[] pem) throws InvalidValueException {
        if (pem.length == 0) {
            throw new InvalidValueException(CERTIFICATE + " is missing or empty");
        }
        try {
            List<X509Certificate> chain =
                    CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(pem)).stream()
                            .map(X509Certificate.class::cast)
                            .toList();
            if (chain.isEmpty()) {
                throw new InvalidValueException(CERTIFICATE + " holds no certificate");
            }
            return chain;
        } catch (CertificateException e) {
            throw new InvalidValueException(CERTIFICATE + " is not a PEM certificate chain", e);
        }
    }

    /** The library's key, remade by the JDK's own provider, whose TLS knows only its own kinds. */
    private static PrivateKey key(byte[] pem, PublicKey of) throws InvalidValueException {
        Matcher block = KEY_BLOCK.matcher(new String(pem, StandardCharsets.US_ASCII));
        if (!block.find()) {
            throw new InvalidValueException(KEY + " is missing or holds no PEM private key");
        }
        try {
            PrivateKey read = SSLUtils.loadKey(block.group().getBytes(StandardCharsets.US_ASCII));
            return KeyFactory.getInstance(of.getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(read.getEncoded()));
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            throw new InvalidValueException(
                    KEY + " cannot be read as the " + of.getAlgorithm()
                            + " key of the certificate; it must be PKCS#1, SEC1 or PKCS#8 and not encrypted",
                    e);
        }
    }

    private static boolean fits(PrivateKey key, PublicKey of) throws InvalidValueException {
        String algorithm = switch (of.getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> of.getAlgorithm();
        };
        try {
            Signature signer = Signature.getInstance(algorithm);
            signer.initSign(key);
            signer.update(PROBE);
            byte[] signature = signer.sign();
            signer.initVerify(of);
            signer.update(PROBE);
            return signer.verify(signature);
        } catch (GeneralSecurityException e) {
            throw new InvalidValueException(KEY + " cannot sign for " + CERTIFICATE, e);
        }
    }

    @Override
    public String toString() {
        return "ServerIdentity["
                + Arrays.toString(chain.stream()
                        .map(X509Certificate::getSubjectX500Principal)
                        .toArray()) + "]";
    }
}

package io.routelb.kube.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.kubernetes.client.util.SSLUtils;
import io.routelb.model.InvalidValueException;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerIdentityTest {
    private static final Instant NOW = Instant.parse("2026-06-01T00:00:00Z");

    private static KeyPair keys(String algorithm) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        if (!algorithm.equals("Ed25519")) {
            generator.initialize(algorithm.equals("EC") ? 256 : 2048);
        }
        return generator.generateKeyPair();
    }

    private static String certificate(KeyPair keys, Instant expires) throws Exception {
        String signature = switch (keys.getPrivate().getAlgorithm()) {
            case "EC" -> "SHA256withECDSA";
            case "RSA" -> "SHA256withRSA";
            default -> "Ed25519";
        };
        X500Name name = new X500Name("CN=test");
        byte[] der = new JcaX509v3CertificateBuilder(
                        name,
                        BigInteger.ONE,
                        Date.from(expires.minusSeconds(1000)),
                        Date.from(expires),
                        name,
                        keys.getPublic())
                .build(new JcaContentSignerBuilder(signature).build(keys.getPrivate()))
                .getEncoded();
        return pem("CERTIFICATE", der);
    }

    private static String pem(String what, byte[] der) {
        return "-----BEGIN " + what + "-----\n" + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + what
                + "-----\n";
    }

    private static Map<String, byte[]> secret(String certificate, String key) {
        return Map.of(
                "tls.crt", certificate.getBytes(StandardCharsets.US_ASCII),
                "tls.key", key.getBytes(StandardCharsets.US_ASCII));
    }

    private static String written(KeyPair keys, String form) throws Exception {
        PrivateKey key = keys.getPrivate();
        String pkcs8 = pem("PRIVATE KEY", key.getEncoded());
        return switch (form) {
            case "PKCS8" -> pkcs8;
            case "own" ->
                key instanceof ECPrivateKey ? sec1(keys) : new String(SSLUtils.dumpKey(key), StandardCharsets.US_ASCII);
            default -> "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n" + sec1(keys);
        };
    }

    /** RFC 5915 with the name of the curve, as openssl writes it. */
    private static String sec1(KeyPair keys) throws IOException {
        byte[] der = new org.bouncycastle.asn1.sec.ECPrivateKey(
                        256,
                        ((ECPrivateKey) keys.getPrivate()).getS(),
                        SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded())
                                .getPublicKeyData(),
                        SECObjectIdentifiers.secp256r1)
                .getEncoded();
        return pem("EC PRIVATE KEY", der);
    }

    @ParameterizedTest(name = "{0} as {1}")
    @CsvSource({"RSA,PKCS8", "RSA,own", "EC,PKCS8", "EC,own", "EC,with parameters", "Ed25519,PKCS8"})
    void everyUsualFormOfAKeyIsRead(String algorithm, String form) throws Exception {
        KeyPair keys = keys(algorithm);
        ServerIdentity identity =
                ServerIdentity.parse(secret(certificate(keys, NOW.plusSeconds(500)), written(keys, form)), NOW);
        assertEquals(NOW.plusSeconds(500), identity.expires());
        assertFalse(identity.toString().contains(keys.getPrivate().toString()));
    }

    @Test
    void whatClientsWouldRefuseIsRefusedWithoutShowingIt() throws Exception {
        KeyPair keys = keys("EC");
        String good = certificate(keys, NOW.plusSeconds(500));
        String key = written(keys, "PKCS8");
        refused(secret(good, written(keys("EC"), "PKCS8")), "tls.key is not the key of tls.crt");
        refused(
                secret(good, written(keys("RSA"), "PKCS8")),
                "tls.key cannot be read as the EC key of the"
                        + " certificate; it must be PKCS#1, SEC1 or PKCS#8 and not encrypted");
        refused(
                secret(good, key.replace("PRIVATE", "ENCRYPTED PRIVATE")),
                "tls.key cannot be read as the EC key of the"
                        + " certificate; it must be PKCS#1, SEC1 or PKCS#8 and not encrypted");
        refused(secret(good, "hunter2"), "tls.key is missing or holds no PEM private key");
        refused(
                Map.of("tls.crt", good.getBytes(StandardCharsets.US_ASCII)),
                "tls.key is missing or holds no PEM private key");
        refused(secret("", key), "tls.crt is missing or empty");
        refused(secret("hunter2", key), "tls.crt is not a PEM certificate chain");
        refused(secret(certificate(keys, NOW.minusSeconds(1)), key), "tls.crt expired at " + NOW.minusSeconds(1));
    }

    private static void refused(Map<String, byte[]> secret, String sentence) {
        InvalidValueException refusal =
                assertThrows(InvalidValueException.class, () -> ServerIdentity.parse(secret, NOW));
        assertEquals(sentence, refusal.sentence());
    }
}

package io.routelb.lab.apiserver;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/**
 * The little of X.509 (RFC 5280 section 4.1) that a certificate authority and one server certificate need, written as DER by hand: the
 * JDK reads certificates but has no public way of making them. ECDSA P-256 only.
 */
final class Certificates {
    private static final int SEQUENCE = 0x30;
    private static final int SET = 0x31;
    private static final String AUTHORITY = "routelb-lab-ca";
    private static final byte[] ECDSA_SHA256 = der(SEQUENCE, oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

    private Certificates() {}

    static KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    /** A self-signed authority, valid for ten years. */
    static byte[] authority(KeyPair keys) throws GeneralSecurityException {
        byte[] basic = der(SEQUENCE, der(0x01, new byte[] {(byte) 0xff}));
        byte[] usage = der(0x03, new byte[] {1, 0x06});
        byte[] extensions = concat(extension(true, basic, 0x55, 0x1d, 0x13), extension(true, usage, 0x55, 0x1d, 0x0f));
        return certificate(AUTHORITY, keys, keys.getPrivate(), extensions);
    }

    /** A TLS context whose certificate, signed by the authority, names the hosts. */
    static SSLContext serverContext(byte[] authority, PrivateKey authorityKey, List<InetAddress> addresses)
            throws GeneralSecurityException {
        KeyPair keys = newKeys();
        return context(keys.getPrivate(), List.of(server(keys, authorityKey, addresses), authority));
    }

    /** A certificate for a server's keys, signed by the authority, that names the hosts. */
    static byte[] server(KeyPair keys, PrivateKey authorityKey, List<InetAddress> addresses)
            throws GeneralSecurityException {
        List<byte[]> names = new ArrayList<>();
        for (String name : List.of("localhost", "kubernetes", "kubernetes.default.svc")) {
            names.add(der(0x82, name.getBytes(StandardCharsets.US_ASCII)));
        }
        addresses.forEach(address -> names.add(der(0x87, address.getAddress())));
        byte[] alternatives = der(SEQUENCE, concat(names.toArray(byte[][]::new)));
        byte[] serverAuth = der(SEQUENCE, oid(0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x01));
        byte[] extensions = concat(
                extension(false, alternatives, 0x55, 0x1d, 0x11), extension(false, serverAuth, 0x55, 0x1d, 0x25));
        return certificate("routelb-lab-apiserver", keys, authorityKey, extensions);
    }

    static String pem(String what, byte[] der) {
        String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        return "-----BEGIN " + what + "-----\n" + text + "\n-----END " + what + "-----\n";
    }

    static byte[] unpem(String pem) {
        String text = pem.replaceAll("-----[A-Z ]+-----", "");
        return Base64.getMimeDecoder().decode(text);
    }

    private static SSLContext context(PrivateKey key, List<byte[]> chain) throws GeneralSecurityException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        Certificate[] certificates = new Certificate[chain.size()];
        for (int i = 0; i < certificates.length; i++) {
            certificates[i] = factory.generateCertificate(new ByteArrayInputStream(chain.get(i)));
        }
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("server", key, new char[0], certificates);
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(store, new char[0]);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context;
        } catch (IOException unreachable) {
            throw new GeneralSecurityException("an empty key store cannot be made", unreachable);
        }
    }

    private static byte[] certificate(String subject, KeyPair keys, PrivateKey signer, byte[] extensions)
            throws GeneralSecurityException {
        Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
        byte[] toBeSigned = der(
                SEQUENCE,
                concat(
                        der(0xa0, integer(BigInteger.TWO)),
                        integer(new BigInteger(120, new SecureRandom()).setBit(119)),
                        ECDSA_SHA256,
                        name(AUTHORITY),
                        der(
                                SEQUENCE,
                                concat(time(now.minus(1, ChronoUnit.HOURS)), time(now.plus(3650, ChronoUnit.DAYS)))),
                        name(subject),
                        keys.getPublic().getEncoded(),
                        der(0xa3, der(SEQUENCE, extensions))));
        Signature signature = Signature.getInstance("SHA256withECDSA");
        signature.initSign(signer);
        signature.update(toBeSigned);
        byte[] bits = concat(new byte[] {0}, signature.sign());
        return der(SEQUENCE, concat(toBeSigned, ECDSA_SHA256, der(0x03, bits)));
    }

    private static byte[] name(String commonName) {
        byte[] value = der(0x0c, commonName.getBytes(StandardCharsets.UTF_8));
        return der(SEQUENCE, der(SET, der(SEQUENCE, concat(oid(0x55, 0x04, 0x03), value))));
    }

    private static byte[] extension(boolean critical, byte[] value, int... oid) {
        byte[] flag = critical ? der(0x01, new byte[] {(byte) 0xff}) : new byte[0];
        return der(SEQUENCE, concat(oid(oid), flag, der(0x04, value)));
    }

    private static byte[] time(Instant instant) {
        return der(0x17, TIME.format(instant).getBytes(StandardCharsets.US_ASCII));
    }

    private static byte[] integer(BigInteger value) {
        return der(0x02, value.toByteArray());
    }

    private static byte[] oid(int... encoded) {
        byte[] bytes = new byte[encoded.length];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) encoded[i];
        }
        return der(0x06, bytes);
    }

    private static byte[] der(int tag, byte[] content) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else if (content.length < 0x100) {
            out.write(0x81);
            out.write(content.length);
        } else {
            out.write(0x82);
            out.write(content.length >> 8);
            out.write(content.length);
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}

package io.routelb.lab.apiserver;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/** What makes a restarted server the same server: its authority and the admin's token. */
record Identity(KeyPair keys, String authorityPem, String adminToken) {
    private static final String KEY = "ca.key";
    private static final String PUBLIC_KEY = "ca.pub";
    private static final String CERTIFICATE = "ca.crt";
    private static final String TOKEN = "admin.token";

    static Identity fresh() throws GeneralSecurityException {
        KeyPair keys = Certificates.newKeys();
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        return new Identity(
                keys,
                Certificates.pem("CERTIFICATE", Certificates.authority(keys)),
                HexFormat.of().formatHex(random));
    }

    /** The identity kept in a directory; made there the first time. */
    static Identity kept(Path directory) throws IOException, GeneralSecurityException {
        if (Files.exists(directory.resolve(TOKEN))) {
            KeyFactory factory = KeyFactory.getInstance("EC");
            KeyPair keys = new KeyPair(
                    factory.generatePublic(new X509EncodedKeySpec(read(directory, PUBLIC_KEY))),
                    factory.generatePrivate(new PKCS8EncodedKeySpec(read(directory, KEY))));
            String token = Files.readString(directory.resolve(TOKEN)).strip();
            return new Identity(keys, Files.readString(directory.resolve(CERTIFICATE)), token);
        }
        Identity fresh = fresh();
        write(
                directory,
                KEY,
                Certificates.pem("PRIVATE KEY", fresh.keys.getPrivate().getEncoded()));
        write(
                directory,
                PUBLIC_KEY,
                Certificates.pem("PUBLIC KEY", fresh.keys.getPublic().getEncoded()));
        write(directory, CERTIFICATE, fresh.authorityPem);
        write(directory, TOKEN, fresh.adminToken + "\n");
        return fresh;
    }

    /** Puts a file in place whole, readable by its owner only. */
    static void write(Path directory, String name, String text) throws IOException {
        Path fresh = directory.resolve(name + ".new");
        Files.deleteIfExists(fresh);
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(fresh, text, StandardCharsets.UTF_8);
        Files.move(fresh, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static byte[] read(Path directory, String name) throws IOException {
        return Certificates.unpem(Files.readString(directory.resolve(name)));
    }

    @Override
    public String toString() {
        return "Identity[secret]";
    }
}

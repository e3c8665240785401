import java.io.*;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.*;
import java.util.zip.*;

/** Answers each path on standard input with what java.util.zip delivers of it, one line of JSON each. */
public class ZipReader {
    static long maxBytes;
    static int maxNames;
    static long millis;

    static final class Stopped extends IOException {
        Stopped() {
            super("stopped: too much or too long");
        }
    }

    static final class Delivery {
        final List<String> names = new ArrayList<>();
        final Set<String> contents = new LinkedHashSet<>();
        String error;
        long left = maxBytes;
        final long deadline = System.currentTimeMillis() + millis;

        /** Keeps what came before an error, as a program that copies the stream to a file does. */
        void read(InputStream stream) throws Exception {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] chunk = new byte[1 << 16];
            long size = 0;
            boolean stopped = false;
            try {
                for (int read = stream.read(chunk); read > 0; read = stream.read(chunk)) {
                    digest.update(chunk, 0, read);
                    size += read;
                    left -= read;
                    if (left < 0 || System.currentTimeMillis() > deadline) {
                        stopped = true;
                        throw new Stopped();
                    }
                }
            } finally {
                if (size > 0 && !stopped) contents.add(HexFormat.of().formatHex(digest.digest()));
            }
        }
    }

    static void file(String path, Delivery delivery, Charset charset) throws Exception {
        try (ZipFile archive = new ZipFile(new File(path), charset)) {
            for (Enumeration<? extends ZipEntry> all = archive.entries(); all.hasMoreElements(); ) {
                ZipEntry entry = all.nextElement();
                if (delivery.names.size() >= maxNames) return;
                delivery.names.add(entry.getName());
                try (InputStream stream = archive.getInputStream(entry)) {
                    if (stream != null) delivery.read(stream);
                } catch (Stopped problem) {
                    throw problem;
                } catch (Exception problem) {
                    if (delivery.error == null) delivery.error = problem.toString();
                }
            }
        }
    }

    static void stream(String path, Delivery delivery, Charset charset) throws Exception {
        InputStream bytes = new BufferedInputStream(new FileInputStream(path), 1 << 16);
        try (ZipInputStream archive = new ZipInputStream(bytes, charset)) {
            for (ZipEntry entry = archive.getNextEntry(); entry != null; entry = archive.getNextEntry()) {
                if (delivery.names.size() >= maxNames) return;
                delivery.names.add(entry.getName());
                delivery.read(archive);
            }
        }
    }

    static Delivery deliver(String path, boolean isStream, Charset charset) {
        Delivery delivery = new Delivery();
        try {
            if (isStream) stream(path, delivery, charset);
            else file(path, delivery, charset);
        } catch (Throwable problem) {
            delivery.error = problem.toString();
        }
        return delivery;
    }

    static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (char character : text.toCharArray()) {
            if (character >= 0x20 && character < 0x7f && character != '"' && character != '\\') json.append(character);
            else json.append(String.format("\\u%04x", (int) character));
        }
        return json.append('"').toString();
    }

    static String quoted(Collection<String> texts) {
        StringJoiner json = new StringJoiner(",", "[", "]");
        for (String text : texts) json.add(quoted(text));
        return json.toString();
    }

    public static void main(String[] words) throws Exception {
        boolean isStream = words[0].equals("stream");
        maxBytes = Long.parseLong(words[1]);
        maxNames = Integer.parseInt(words[2]);
        millis = Long.parseLong(words[3]);
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, "UTF-8");
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            Delivery delivery = deliver(line, isStream, StandardCharsets.UTF_8);
            // Names that are no UTF-8 keep Java from opening the archive, until its user names another charset.
            if (delivery.error != null && delivery.names.isEmpty()) {
                Delivery again = deliver(line, isStream, StandardCharsets.ISO_8859_1);
                if (!again.names.isEmpty()) delivery = again;
            }
            String error = delivery.error == null ? "" : ",\"error\":" + quoted(delivery.error);
            out.println("{\"names\":" + quoted(delivery.names) + ",\"contents\":" + quoted(delivery.contents) + error + "}");
        }
    }
}

// The journey of another system, with the client that openapi-generator makes (java, library native).
import com.fasterxml.jackson.databind.DeserializationFeature;
import java.io.File;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.file.Files;
import java.time.OffsetDateTime;
import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.openapitools.client.ApiClient;
import org.openapitools.client.api.AccountsApi;
import org.openapitools.client.api.DocumentsApi;
import org.openapitools.client.api.EventsAndScheduleApi;
import org.openapitools.client.api.EventsAndScheduleApi.APIDeleteEventRequest;
import org.openapitools.client.api.EventsAndScheduleApi.APIListEventsRequest;
import org.openapitools.client.api.RegistrationsApi;
import org.openapitools.client.model.AnyEvent;
import org.openapitools.client.model.Credentials;
import org.openapitools.client.model.Deleted;
import org.openapitools.client.model.EventCreate;
import org.openapitools.client.model.EventKind;
import org.openapitools.client.model.EventPage;
import org.openapitools.client.model.EventPageResultsInner;
import org.openapitools.client.model.EventView;
import org.openapitools.client.model.MeetingView;
import org.openapitools.client.model.RegistrationCreate;
import org.openapitools.client.model.RoundTableView;
import org.openapitools.client.model.TrainingView;

public class Journey {
    public static void main(String[] arguments) throws Exception {
        int partnership = Integer.parseInt(arguments[3]), event = Integer.parseInt(arguments[4]);
        ApiClient anyone = client(arguments[0]), client = client(arguments[0]);
        Credentials credentials = new Credentials().email(arguments[1]).password(arguments[2]);
        String token = new AccountsApi(anyone).login(credentials).getToken();
        client.setRequestInterceptor(request -> request.header("Authorization", "Bearer " + token));
        EventsAndScheduleApi events = new EventsAndScheduleApi(client);

        Set<Integer> ids = new HashSet<>();
        int rows = 0;
        EventPage page = null;
        for (String cursor = null; page == null || cursor != null; ) {
            page = events.listEvents(APIListEventsRequest.newBuilder().limit(20).count(true).cursor(cursor).build());
            for (EventPageResultsInner row : page.getResults()) ids.add(idOf(row));
            rows += page.getResults().size();
            cursor = page.getNext() == null ? null : cursorOf(page.getNext());
        }
        require(ids.size() == rows && rows == page.getTotal(), "pages follow each other without loss");

        String key = UUID.randomUUID().toString();
        RegistrationCreate person =
            new RegistrationCreate().firstName("Pia").lastName("Klientská").email(key + "@klient.example");
        RegistrationsApi registrations = new RegistrationsApi(anyone);
        int first = registrations.createRegistration(event, person, key).getId();
        require(first == registrations.createRegistration(event, person, key).getId(), "sent twice, done once");

        File sheet = new DocumentsApi(client).attendanceSheet(event);
        require(new String(Files.readAllBytes(sheet.toPath()), "ISO-8859-1").startsWith("%PDF"), "a PDF");

        OffsetDateTime since = page.getSyncedUntil();
        EventView made = (EventView) events.createEvent(
            new EventCreate().partnershipId(partnership).kind(EventKind.SEMINAR).title("Založeno klientem"), null
        ).getActualInstance();
        require(changed(events, since, made.getId()) instanceof AnyEvent, "the new event has come");
        String version = "\"" + made.getVersion() + "\"";
        events.deleteEvent(APIDeleteEventRequest.newBuilder().eventId(made.getId()).ifMatch(version).build());
        require(changed(events, since, made.getId()) instanceof Deleted, "its deletion has come");
    }

    /** Shapes exclude each other by their fields, so unknown ones must not be ignored. */
    static ApiClient client(String url) {
        ApiClient client = new ApiClient();
        client.updateBaseUri(url);
        client.setObjectMapper(
            ApiClient.createDefaultObjectMapper().enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        );
        return client;
    }

    static Object changed(EventsAndScheduleApi events, OffsetDateTime since, int id) throws Exception {
        APIListEventsRequest request = APIListEventsRequest.newBuilder().updatedSince(since).build();
        for (EventPageResultsInner row : events.listEvents(request).getResults())
            if (idOf(row) == id) return row.getActualInstance();
        return null;
    }

    static int idOf(EventPageResultsInner row) {
        if (row.getActualInstance() instanceof Deleted) return ((Deleted) row.getActualInstance()).getId();
        Object event = ((AnyEvent) row.getActualInstance()).getActualInstance();
        if (event instanceof RoundTableView) return ((RoundTableView) event).getId();
        if (event instanceof TrainingView) return ((TrainingView) event).getId();
        if (event instanceof MeetingView) return ((MeetingView) event).getId();
        return ((EventView) event).getId();
    }

    static String cursorOf(String next) throws Exception {
        for (String part : URI.create(next).getRawQuery().split("&"))
            if (part.startsWith("cursor=")) return URLDecoder.decode(part.substring(7), "UTF-8");
        throw new IllegalStateException(next);
    }

    static void require(boolean holds, String what) {
        if (!holds) throw new AssertionError(what);
    }
}
